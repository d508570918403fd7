"""Letters, reports of crimes, complaints, notices and messages."""

from __future__ import annotations

TEMPLATES: dict[str, str] = {
    "complaint": (
        "举报信\n{proc1}：\n我是{village1}村民{p1}，现实名举报{unit1}所长{p2}收受贿赂、包庇社区矫"
        "正对象{p3}。去年中秋，{p3}开着{plate3}"
        "的车给{p2}家送了两箱酒，我亲眼所见，{p4}可以作证。请领导严查！\n举报人：{p1}\n电话："
        "{tel1}\n身份证号：{id1}\n{date}"
    ),
    "apology": (
        "悔过书\n被害人{p1}叔叔、{p2}阿姨：\n我是{p3}。那天我一时糊涂，打伤了你们的儿子{p4}，给你"
        "们一家造成了很大的伤害。我父母已经把赔偿款"
        "{money}打到了{card1}。希望得到你们的原谅。\n{p3}\n{date}"
    ),
    "forgiveness": (
        "谅解书\n本人{p1}（身份证号{id1}），与{p2}系邻里关系。{date}，双方因宅基地纠纷发生冲突。现"
        "{p2}已赔偿本人医疗费、误工费等共计{money}，"
        "本人对{p2}的行为表示谅解，请求司法机关从轻处理。\n谅解人：{p1}\n见证人：{p3}、{p4}"
    ),
    "receipt": (
        "收条\n今收到{p1}退还货款人民币{money}整。\n收款人：{p2}\n身份证：{oldid2}\n账户：{card2}"
        "\n地址：{addr2}\n{date}"
    ),
    "notice": (
        "社区矫正告知书\n{p1}：\n根据{court1}{caseno1}判决，你被依法实行社区矫正。请你于十日内携带"
        "本告知书到{unit1}报到。监护人：{p2}。"
        "联系人：{p3}（{land3}），地址：{addr3}，邮箱：{mail3}。逾期不报到的，将承担相应法律后果。"
    ),
    "message": (
        "{p1}老师您好，我是{p2}的姐姐{p3}。我弟弟手机停机了，您有事打我电话{tel3}，或者加我微信"
        "{wx3}。他现在住在{addr2}，"
        "白天在{co1}上班。麻烦您了！"
    ),
    "guarantee": (
        "保证书\n保证人{p1}，{sex1}，身份证号码{badid1}，工作单位：{org1}，现住{addr1}，电话{tel1}"
        "，与被保证人{p2}系夫妻关系。本人自愿为"
        "{p2}提供担保，保证其随传随到。"
    ),
    "contract": (
        "甲方：{co1}\n法定代表人：{p1}\n开户银行：{org1}\n账号：{bankacc1}\n乙方：{p2}\n身份证号："
        "{id2}\n电话：{tel2}\n电子邮箱：{mail2}\n"
        "甲方将位于{addr1}的房屋（不动产权证号：{title1}）出租给乙方使用，租金每月{money}。"
    ),
    "passport": (
        "关于收缴{p1}出入境证件的函\n{unit1}：\n社区矫正对象{p1}（{sex1}，{birth1}出生，身份证号"
        "{id1}）持有普通护照{passport1}，请协助办理报备"
        "手续。其配偶{p2}持护照{passport2}。此函。\n经办人：{p3}　电话：{land3}"
    ),
    "petition": (
        "申诉状\n申诉人：{p1}，{sex1}，{people}，{birth1}生，住{addr1}。\n申诉人因{caseno1}判决不"
        "服，提出申诉。事实与理由：原审认定申诉人与{p2}、"
        "{p3}共谋，并无事实依据。案发时申诉人在{co1}加班，有同事{p4}的证言和{co1.short}的考勤记录"
        "为证。\n此致\n{court1}\n申诉人：{p1}"
    ),
}
