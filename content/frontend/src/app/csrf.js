/* The token that every unsafe request carries (Django's cookie xinlu_csrf). */
export function csrfToken() {
  const found = document.cookie.match(/(?:^|; )xinlu_csrf=([^;]+)/);
  return found ? decodeURIComponent(found[1]) : "";
}
