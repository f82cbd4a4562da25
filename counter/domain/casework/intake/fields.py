"""Every field of the intake form, in the order in which the form goes through them."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from counter.domain.casework.acts.agency import TRACK_NAMES
from counter.domain.casework.acts.doubting import WAYS
from counter.domain.casework.booking.coming import coming_moment
from counter.domain.casework.cases import CHANNELS, REASON_MOST
from counter.domain.casework.intake.field import Choice, Field, PickOne, choice, nothing
from counter.domain.casework.intake.form import Form, NoSuchItem
from counter.domain.casework.intake.past import past_moment
from counter.domain.casework.intake.people import CAME_FIELDS, KNOWN_PHONE, OTHER_FIELDS
from counter.domain.casework.intake.sheet import WHOM
from counter.domain.casework.till.money import PAYMENTS, AmountUnclear, fen_of, must_be_published, typed_yuan
from counter.domain.clock import local
from counter.domain.hall.items.item import KIND_NAMES, STATUS_NAMES
from counter.domain.hall.residents.citizens import PLACE_MOST

RELATIONS = ("子女", "配偶", "父母", "兄弟姐妹", "邻里亲友", "村（社区）代办员",
             "祖父母（外祖父母）", "监护人")  # fmt: skip
AUTHORITIES = ("授权委托书", "户口簿（同户）", "村（社区）代办登记", "法定监护人")
NOT_AGENCY = "不代理"
REBOOK_REASONS = ("停电、断网", "系统维护", "须现场核实", "经办人紧急公务", "窗口不常驻")
_ANY_REASON = "改类型"
"""Stands for the reason that is asked for next."""
CHOSEN_KINDS = ("instant", "promised", "joint", "referred")


# -- what is asked for -------------------------------------------------------------------------


def _item_shown(form: Form) -> str:
    item = form.item
    return "" if item is None else f"{item.code} {item.name}"


def item_line(form: Form, at: int) -> str:
    """An item as offered: code, name, kind, limit, and the fee where there is one; as short as the narrow screen."""
    item = form.hits[at]
    if item.status != "open":
        return "  ".join(filter(None, (f"{item.code} {item.name}", STATUS_NAMES[item.status], item.instead)))
    kind = form.lookup.kind(item)
    limit = f"{item.promised_days}个工作日" if kind != "instant" and item.promised_days else ""
    fee = f"收费{item.fee}元" if item.fee else "代收" if item.collects else ""
    return " ".join(filter(None, (f"{item.code} {item.name}", f"{KIND_NAMES[kind]}{limit}", fee)))


def _item_lines(form: Form) -> Sequence[str]:
    return [item_line(form, at) for at in range(len(form.hits))]


def _accept_item(form: Form, text: str) -> None:
    form.hits = tuple(form.lookup.items(text))
    if not form.hits:
        raise NoSuchItem(typed=text.strip())
    form.take_item(form.hits[0])


def _pick_item(form: Form, digit: int) -> bool:
    if not 1 <= digit <= len(form.hits):
        return False
    form.take_item(form.hits[digit - 1])
    return True


def _accept_whom(form: Form, text: str) -> None:
    found = next((whom for whom, said in WHOM.items() if said == text.strip()), "")
    if text.strip() and not found:
        raise PickOne(label="为谁办")
    form.take_whom(found or form.sheet.whom)


def _pick_whom(form: Form, digit: int) -> bool:
    if not 1 <= digit <= len(WHOM):
        return False
    form.take_whom(tuple(WHOM)[digit - 1])
    return True


def _accept_channel(form: Form, text: str) -> None:
    found = [code for code, said in CHANNELS.items() if said == text.strip()]
    if text.strip() and not found:
        raise PickOne(label="申请方式")
    form.sheet.channel = found[0] if found else form.sheet.channel


def _pick_channel(form: Form, digit: int) -> bool:
    if not 1 <= digit <= len(CHANNELS):
        return False
    form.sheet.channel = tuple(CHANNELS)[digit - 1]
    return True


# -- money -------------------------------------------------------------------------------------


def _collects(form: Form) -> bool:
    return form.item is not None and form.item.collects


def _accept_amount(form: Form, text: str) -> None:
    fen = fen_of(text)
    if not fen:
        raise AmountUnclear(typed=text.strip())
    form.sheet.fen = fen


def _amount(form: Form) -> str:
    return typed_yuan(form.sheet.fen) if form.sheet.fen else ""


def _fees(form: Form) -> bool:
    """The hall's own fee is asked for only where the item has one and it is accepted now."""
    item, verdict = form.item, form.verdict
    if item is None or not item.fee or verdict is None:
        return False
    return verdict.value.decision.outcome == "accepted" and not (form.sheet.enquiry or form.sheet.returning)


def _fee_taken(form: Form) -> bool:
    return _fees(form) and form.item is not None and form.sheet.fee_due(form.item) > 0


def _let_off(form: Form) -> bool:
    return _fee_taken(form) and form.item is not None and form.sheet.fee_due(form.item) < form.item.fee * 100


def _fee(form: Form) -> str:
    return typed_yuan(form.sheet.fee_due(form.item)) if form.item is not None else ""


def _accept_fee(form: Form, text: str) -> None:
    fen, item = fen_of(text), form.item
    assert item is not None
    must_be_published(item, fen, 0, ground=_ASKED_NEXT)
    form.sheet.fee_fen = fen


# -- late entry --------------------------------------------------------------------------------


def _late(form: Form) -> bool:
    return form.sheet.late


def _accept_happened(form: Form, text: str) -> None:
    form.sheet.happened = past_moment(text, form.lookup.now()).isoformat()


def _happened(form: Form) -> str:
    moment = form.sheet.moment
    return "" if moment is None else f"{local(moment):%Y-%m-%d %H:%M}"


def _accept_checker(form: Form, text: str) -> None:
    form.lookup.colleague(text.strip())
    form.sheet.checker, form.sheet.checked = text.strip(), False


def _checker(form: Form) -> str:
    return form.sheet.checker and f"{form.sheet.checker} {form.lookup.colleague(form.sheet.checker)}"


def _accept_pin(form: Form, text: str) -> None:
    form.lookup.check_pin(form.sheet.checker, text)
    form.sheet.checked = True


def _accept_agency(form: Form, text: str) -> None:
    known = {TRACK_NAMES[each]: each for each in form.lookup.tracks()}
    if text.strip() and text.strip() != NOT_AGENCY and text.strip() not in known:
        raise PickOne(label="全程代理")
    form.sheet.agency = known.get(text.strip(), "")


def _pick_agency(form: Form, digit: int) -> bool:
    tracks = ("", *form.lookup.tracks())
    if not 1 <= digit <= len(tracks):
        return False
    form.sheet.agency = tracks[digit - 1]
    return True


def _rebook(form: Form) -> str:
    found = form.sheet.rebook
    return f"{datetime.fromisoformat(found):%Y-%m-%d %H:%M}" if found else ""


def _accept_rebook(form: Form, text: str) -> None:
    form.sheet.rebook = coming_moment(text, form.lookup.now()).isoformat()


# -- outcomes ----------------------------------------------------------------------------------


def _pick_kind(form: Form, digit: int) -> bool:
    if not 1 <= digit <= len(CHOSEN_KINDS):
        return False
    kind, item = CHOSEN_KINDS[digit - 1], form.item
    if item is not None:  # what cannot be of this kind is refused before its reason is asked
        form.lookup.verdict(dataclasses.replace(form.sheet, kind=kind, why=_ANY_REASON), item)
    form.sheet.kind = kind
    return True


def _accept_kind(form: Form, text: str) -> None:
    if not form.sheet.kind:
        raise PickOne(label="改按")


_paid = choice("paid_by", "代收方式", PAYMENTS)
_fee_paid = choice("fee_paid", "收费方式", PAYMENTS)
_fee_receipt = choice("fee_receipt", "票据号", ())
_fee_ground = choice("fee_ground", "减免依据", (), REASON_MOST)
_ASKED_NEXT = "下一项填写"
"""Less than the standard needs a ground, which the next field asks for."""
_relation = choice("relation", "与申请人关系", RELATIONS, PLACE_MOST)
_authority = choice("authority", "授权", AUTHORITIES, PLACE_MOST)
_source = choice("source", "依据", ())
_receipt = choice("receipt", "票据号", ())
_why = choice("why", "改类型理由", (), REASON_MOST)
_returning = choice("returning", "退回理由", (), REASON_MOST)
_rebook_why = choice("rebook_why", "另约原因", REBOOK_REASONS, REASON_MOST)
_declining = choice("declining", "不予理由", (), REASON_MOST)
_decline_way = choice("decline_way", "由谁定", tuple(WAYS.values()))
_weigh = choice("weigh", "审议原因", (), REASON_MOST)


def _accept_decline_way(form: Form, text: str) -> None:
    """Enter keeps what a digit chose."""
    if not form.sheet.decline_way:
        raise PickOne(label="由谁定")


def _accept_paid(form: Form, text: str) -> None:
    _by_digit_and_enter(form, text, "代收方式", _paid)


def _accept_fee_paid(form: Form, text: str) -> None:
    _by_digit_and_enter(form, text, "收费方式", _fee_paid)


def _by_digit_and_enter(form: Form, text: str, label: str, way: Choice) -> None:
    """By its digit and Enter: a receipt number typed a field too early must not lose its first digit."""
    typed = unicodedata.normalize("NFKC", text.strip())
    if typed.isdigit() and not (len(typed) == 1 and way[2](form, int(typed))):
        raise PickOne(label=label)
    if not typed.isdigit():
        way[1](form, text)


def _matters(form: Form) -> Sequence[str]:
    return [each.said for each in form.standing.matters] if form.standing else ()


def _pick_matter(form: Form, digit: int) -> bool:
    matters = form.standing.matters if form.standing else ()
    if not 1 <= digit <= len(matters):
        return False
    form.opening = matters[digit - 1].case_id
    return True


FIELDS: tuple[Field, ...] = (
    Field("happened", "发生时间", _happened, _accept_happened, _late),
    Field("source", "补录依据", _source[0], _source[1], _late),
    Field("checker", "核对人", _checker, _accept_checker, _late),
    Field("pin", "核对密码", lambda form: "已核对" if form.sheet.checked else "", _accept_pin, _late,
          lambda form: not form.sheet.checked, masked=True, secret=True),
    *CAME_FIELDS,
    Field("matters", "直接办", lambda form: "", nothing, lambda form: form.asking == "matters",
          choices=_matters, pick=_pick_matter, required=False),
    Field("item", "事项", _item_shown, _accept_item, choices=_item_lines, pick=_pick_item,
          asked=lambda form: not form.sheet.item),
    Field("whom", "为谁办", lambda form: WHOM[form.sheet.whom], _accept_whom,
          choices=lambda form: tuple(WHOM.values()), pick=_pick_whom, required=False),
    *OTHER_FIELDS,
    Field("relation", "经办关系", _relation[0], _relation[1], lambda form: form.by_agent,
          choices=lambda form: RELATIONS, pick=_relation[2]),
    Field("authority", "授权", _authority[0], _authority[1], lambda form: form.by_agent,
          choices=lambda form: AUTHORITIES, pick=_authority[2], required=False),
    KNOWN_PHONE,
    Field("channel", "申请方式", lambda form: CHANNELS[form.sheet.channel], _accept_channel,
          asked=lambda form: False, choices=lambda form: tuple(CHANNELS.values()), pick=_pick_channel,
          required=False),
    Field("agency", "全程代理", lambda form: TRACK_NAMES.get(form.sheet.agency, ""), _accept_agency,
          lambda form: form.item is not None, asked=lambda form: False,
          choices=lambda form: (NOT_AGENCY, *(TRACK_NAMES[each] for each in form.lookup.tracks())),
          pick=_pick_agency, required=False),
    Field("materials", "材料", lambda form: "", nothing,
          lambda form: form.item is not None and bool(form.item.materials), required=False),
    Field("paid_by", "代收方式", _paid[0], _accept_paid, _collects, choices=lambda form: PAYMENTS),
    Field("receipt", "票据号", _receipt[0], _receipt[1], _collects, takes_id=True),
    Field("amount", "金额", _amount, _accept_amount, _collects),
    Field("fee", "收费", _fee, _accept_fee, _fees),
    Field("fee_ground", "减免依据", _fee_ground[0], _fee_ground[1], _let_off, longest=REASON_MOST),
    Field("fee_paid", "收费方式", _fee_paid[0], _accept_fee_paid, _fee_taken, choices=lambda form: PAYMENTS),
    Field("fee_receipt", "票据号", _fee_receipt[0], _fee_receipt[1], _fee_taken, required=False, takes_id=True),
    Field("kind", "改按", lambda form: KIND_NAMES.get(form.sheet.kind, ""), _accept_kind,
          lambda form: form.asking == "kind" or bool(form.sheet.kind),
          choices=lambda form: [KIND_NAMES[each] for each in CHOSEN_KINDS], pick=_pick_kind),
    Field("why", "改类型理由", _why[0], _why[1], lambda form: form.asking == "kind" or bool(form.sheet.kind),
          longest=REASON_MOST),
    Field("returning", "退回理由", _returning[0], _returning[1],
          lambda form: form.asking == "return" or bool(form.sheet.returning), longest=REASON_MOST),
    Field("declining", "不予理由", _declining[0], _declining[1],
          lambda form: form.asking == "decline" or bool(form.sheet.declining), longest=REASON_MOST),
    Field("decline_way", "由谁定", _decline_way[0], _accept_decline_way, lambda form: bool(form.sheet.declining),
          choices=lambda form: tuple(WAYS.values()), pick=_decline_way[2]),
    Field("weigh", "审议原因", _weigh[0], _weigh[1],
          lambda form: form.asking == "weigh" or bool(form.sheet.weigh), longest=REASON_MOST),
    Field("rebook", "约到", _rebook, _accept_rebook, lambda form: form.asking == "rebook" or bool(form.sheet.rebook)),
    Field("rebook_why", "另约原因", _rebook_why[0], _rebook_why[1],
          lambda form: form.asking == "rebook" or bool(form.sheet.rebook), choices=lambda form: REBOOK_REASONS,
          pick=_rebook_why[2], longest=REASON_MOST),
    Field("outcome", "办件类型", lambda form: "", nothing, required=False),
)  # fmt: skip
