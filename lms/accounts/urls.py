from django.conf import settings
from django.urls import path

from lms.accounts.views import entrance, own

app_name = "accounts"
urlpatterns = [
    path("sign-in/", entrance.sign_in, name="sign_in"),
    path("sign-out/", entrance.sign_out, name="sign_out"),
    path("activate/", entrance.redeem, {"first": True}, name="activate"),
    path("recover/", entrance.redeem, {"first": False}, name="recover"),
    path("password/", own.password, name="password"),
    path("second-factor/", own.second_factor, name="second_factor"),
    path("second-factor/codes/", own.backup_codes, name="backup_codes"),
    path("second-factor/remove/", own.remove_second_factor, name="remove_second_factor"),
    path("me/", own.me, name="me"),
    path("me/sign-out-elsewhere/", own.sign_out_elsewhere, name="sign_out_elsewhere"),
]
if settings.OIDC_ISSUER:
    from lms.accounts import oidc

    urlpatterns += [
        path("oidc/", oidc.Begin.as_view(), name="oidc"),
        path("oidc/callback/", oidc.Callback.as_view(), name="oidc_callback"),
    ]
