"""A notice with every kind of block, for the tests of papers; all people are invented."""

from __future__ import annotations

from counter.domain.paper import Articles, Fields, Paper, Seal, Signatures, Table, Text

NOTICE = Paper(
    kind="promised-case-notice",
    title="承诺件受理通知书",
    hall="禾垭镇便民服务中心",
    number="禾垭便民受〔2026〕00017号",
    blocks=(
        Articles(("《行政许可法》第三十二条第五项", "《限时办结制度》二")),
        Fields((("申请人", "张桂芳"), ("联系电话", "138****5678")), columns=2),
        Fields((("住址", "禾垭镇青石村三组（原红星大队）17号，靠近村小学，院门口有一棵黄桷树"),)),
        Table(
            ("序号", "材料名称", "情况"),
            (("1", "户口簿", "已交 √"), ("2", "诊断证明", "容缺 △")),
            widths=(1, 6, 3),
            aligns="cll",
            title="收到的材料",
        ),
        Text("本件自受理之日起10个工作日内办结。"),
        Text("请于2026年12月4日后，带身份证到3号窗口领取结果。", style="large"),
        Signatures(("申请人", "窗口")),
        Seal("禾垭镇便民服务中心", "2026年11月20日"),
    ),
    footer="校验 7F3A·91C2",
    names=("张桂芳",),
)

LEDGER = Paper(
    kind="daily-summary",
    title="每日工作小结",
    hall="禾垭镇便民服务中心",
    number="日报 2026-11-20",
    blocks=(
        Table(
            ("号", "事项", "申请人", "时间"),
            tuple((str(n), "城乡居民基本养老保险参保登记", "王芳", f"09:{n:02d}") for n in range(1, 60)),
            aligns="rllc",
        ),
    ),
    form="A4",
    copies=(),
)
