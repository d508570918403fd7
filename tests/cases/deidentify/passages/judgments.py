"""Judgments and rulings: heads, facts, reasons, dispositive parts, signatures."""

from __future__ import annotations

from collections.abc import Callable
from random import Random


def several(random: Random) -> str:
    """The head of a judgment against several, each with a person who knows them."""
    count = random.randint(2, 5)
    lines = ["{court1}\n刑 事 判 决 书\n{caseno1}\n公诉机关{proc1}。"]
    for at in range(1, count + 1):
        other = random.choice(["", f"绰号“{{p{at}.alias}}”，", f"别名{{p{at}.old}}，"])
        lines.append(
            f"被告人{{p{at}}}，{other}"
            f"{{sex{at}}}，{{birth{at}}}出生，居民身份证号码{{id{at}}}，{{people}}，{{school}}，"
            f"{{work}}，户籍地{{addr}}。因涉嫌犯{{crime1}}于{{date}}被刑事拘留，同年被逮捕。"
        )
    return "\n".join(lines)


def paid(random: Random) -> str:
    rows = "；".join(
        f"（{at}）{{date}}，被害人{{p{at + 1}}}被骗{{money}}，转入卡号为{{card}}的账户"
        for at in range(1, random.randint(3, 6))
    )
    return f"附：诈骗事实清单。被告人{{p1}}实施的诈骗：{rows}。以上各节事实清楚，予以确认。"


TEMPLATES: dict[str, str | Callable[[Random], str]] = {
    "several": several,
    "paid": paid,
    "head": (
        "{court1}\n刑事判决书\n{caseno1}\n"
        "公诉机关{proc1}。\n"
        "被告人{p1}，{sex1}，{birth1}出生于{place1}，公民身份号码{id1}，{people}，{school}，{work}"
        "，"
        "住{addr1}。因本案于{date}被取保候审。\n"
        "辩护人{p2}，{org1}律师。\n"
        "{proc1}以起诉书指控被告人{p1}犯{crime1}，于{date}向本院提起公诉。本院依法适用简易程序，"
        "实行独任审判，公开开庭审理了本案。检察员{p3}出庭支持公诉，被告人{p1}及其辩护人{p2}到庭参"
        "加诉讼。"
        "现已审理终结。"
    ),
    "victim_head": (
        "附带民事诉讼原告人{p1}，{sex1}，{birth1}生，{people}，农民，住{addr1}，系被害人{p2}之父。"
        "\n"
        "诉讼代理人{p3}，{org}律师。\n"
        "被告人{p4}，曾用名{p4.old}，{sex4}，身份证号{id4}，捕前住{addr2}。\n"
        "法定代理人{p5}，系被告人{p4}之母，联系电话{tel5}。"
    ),
    "facts_theft": (
        "经审理查明，{date}凌晨，被告人{p1}窜至{addr1}被害人{p2}家中，趁无人之机，窃得{goods}一部"
        "及现金"
        "{money}。次日，{p1}驾驶号牌为{plate1}的小型轿车将赃物销赃给{p3}，得款{money}，用于日常花"
        "费。"
        "经鉴定，被盗物品价值人民币{money}。同月，公安民警在{road}将{p1}抓获。案发后，其家属已赔偿"
        "被害人"
        "{p2}的经济损失并取得谅解。"
    ),
    "facts_fraud": (
        "经审理查明：2019年3月至2020年9月间，被告人{p1}虚构自己是{unit1}工作人员，以能够办理低保、"
        "安排工作为由，"
        "先后骗取{p2}、{p3}、{p4}三人共计人民币{money}。其中，{p2}于{date}通过中国农业银行向{p1}账"
        "户（卡号{card1}）"
        "转账{money}；{p3}通过微信（微信号：{wx1}）转账{money}；{p4}当面交付现金{money}。上述款项"
        "被{p1}用于"
        "网络赌博及归还个人欠款。"
    ),
    "facts_assault": (
        "{date}晚，{p1}与{p2}在{org1}因琐事发生争吵，继而互殴。其间{p1}持啤酒瓶击打{p2}头部，致其"
        "受伤。"
        "{p1.mou}随后逃离现场。在场的{p3}（系{p2}之妻）拨打110报警，并联系亲属{p4}将{p2.mou}送至医"
        "院救治。"
        "经鉴定，{p2.mou}的损伤程度为轻伤二级。"
    ),
    "evidence": (
        "上述事实，被告人{p1}在开庭审理过程中亦无异议，且有经庭审质证的下列证据证实：\n"
        "1. 被害人{p2}的陈述；\n2. 证人{p3}、{p4}、{p5}的证言；\n"
        "3. {unit1}出具的情况说明、任职文件；\n4. 号牌为{plate1}的车辆行驶轨迹；\n"
        "5. 户名为{p6}、账号为{card1}的银行交易明细；\n6. 鉴定意见、现场勘验笔录及照片；\n"
        "7. 被告人{p1}的供述和辩解。\n以上证据来源合法，内容客观真实，能够相互印证，本院予以确认。"
    ),
    "reasons": (
        "本院认为，被告人{p1}身为国家机关工作人员，利用职务上的便利，非法收受他人财物共计{money}，"
        "为他人谋取利益，"
        "其行为已构成{crime1}。公诉机关指控的罪名成立。被告人{p1.mou}归案后如实供述自己的罪行，当"
        "庭自愿认罪认罚，"
        "且已退缴全部赃款，依法可以从轻处罚。辩护人{p2}提出的相关辩护意见，于法有据，予以采纳。依"
        "照《中华人民共和国"
        "刑法》第三百八十五条第一款、第三百八十六条之规定，判决如下："
    ),
    "ruling": (
        "判决如下：\n一、被告人{p1}犯{crime1}，判处有期徒刑三年，缓刑四年，并处罚金人民币{money}。"
        "\n"
        "二、被告人{p2}犯{crime2}，判处有期徒刑{n}个月。\n"
        "三、责令被告人{p1}、{p2}退赔被害人{p3}、{p4}经济损失共计人民币{money}。\n"
        "四、扣押在案的{goods}、车牌号为{plate1}的轿车一辆，依法予以没收，上缴国库。\n"
        "（刑期从判决执行之日起计算。判决执行以前先行羁押的，羁押一日折抵刑期一日。）\n"
        "如不服本判决，可在接到判决书的第二日起十日内，通过本院或者直接向上一级人民法院提出上诉。"
    ),
    "signatures": (
        "如不服本判决，可在接到判决书的第二日起十日内提出上诉。\n\n审　判　长　{p1}\n审　判　员　"
        "{p2}\n"
        "人民陪审员　{p3}\n\n二〇二一年六月十八日\n\n本件与原本核对无异\n\n法 官 助 理　{p4}\n书　"
        "记　员　{p5}"
    ),
    "civil": (
        "原告：{co1}（以下简称“{co1.short}”），住所地{addr1}，统一社会信用代码略。\n法定代表人："
        "{p1}，总经理。\n"
        "委托诉讼代理人：{p2}，{org}律师。\n被告：{p3}，{sex3}，{birth3}出生，{people}，住{addr2}"
        "，公民身份号码{id3}。\n"
        "原告{co1.short}与被告{p3}买卖合同纠纷一案，本院于{date}立案后，依法组成合议庭进行了审理。"
        "原告{co1.short}的"
        "委托诉讼代理人{p2}到庭参加诉讼，被告{p3}经传票传唤无正当理由拒不到庭。"
    ),
    "house": (
        "另查明，登记在{p1}名下、坐落于{addr1}的房屋（权证号：{title1}）系其与妻子{p2}的夫妻共同财"
        "产，"
        "该房屋于{date}以{money}的价格抵押给{co1}。{p1.mou}另有土地使用权一宗，证号{title2}。"
        "本案审理期间，依法查封了上述房产。"
    ),
    "minor": (
        "被告人{p1}（作案时不满十六周岁），{sex1}，{birth1}出生，{school}，系{org1}学生，住{addr1}"
        "。"
        "法定代理人{p2}，系{p1}之父。法定代理人{p3}，系{p1}之母。指定辩护人{p4}，法律援助律师。"
        "被害人{p5}（未成年人），系{p1}同班同学。{p5.mou}的母亲{p6}表示愿意谅解。"
        "合适成年人{p7}到场参与了讯问。"
    ),
    "commutation": (
        "罪犯{p1}，{sex1}，{birth1}出生，{people}，原户籍所在地{addr1}，现在{org1}服刑。\n"
        "{court1}于{date}作出{caseno1}刑事判决，以被告人{p1}犯{crime1}判处有期徒刑{n}年。执行机关"
        "于{date}提出减刑"
        "建议书，报送本院审理。经审理查明，罪犯{p1}在服刑期间确有悔改表现，获得表扬{n}次，以上事实"
        "有同监罪犯{p2}、{p3}"
        "的证言及管教民警{p4}出具的考核材料证实。"
    ),
    "second_instance": (
        "上诉人（原审被告人）{p1}，{sex1}，{people}，{school}，捕前系{unit1}副局长，住{addr1}。\n"
        "原审被告人{p2}，化名{p2.old}，{sex2}，无固定职业。\n"
        "{court1}审理{proc1}指控原审被告人{p1}、{p2}犯{crime1}一案，于{date}作出{caseno1}刑事判决"
        "。宣判后，"
        "{p1}不服，提出上诉。上诉人{p1}上诉称，其收受{p3}所送{goods}系正常人情往来；{p1.mou}的辩护"
        "人{p4}、{p5}提出，"
        "原判量刑过重。二审期间，证人{p3}未到庭作证。"
    ),
}
