import {deserializeDate, deserializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";

// State of a visit: colour and sign, for colour alone says nothing to many people
const SIGNS = {
    draft: {icon: "fa-pencil", color: "o_gc_board_proposed"},
    planned: {icon: "fa-calendar-o", color: "text-bg-info"},
    confirmed: {icon: "fa-calendar-check-o", color: "text-bg-primary"},
    in_progress: {icon: "fa-play", color: "text-bg-warning"},
    done: {icon: "fa-check", color: "text-bg-success"},
    reviewed: {icon: "fa-check-circle", color: "text-bg-success"},
    missed: {icon: "fa-times", color: "text-bg-danger"},
};

/**
 * Add to a page of the board what only the reader's language and clock can say, and put
 * what stands in a row into its columns.
 *
 * @param {Object} board what the server sent; it is changed
 * @param {Boolean} isSmall whether it is shown on a phone
 */
export function prepareBoard(board, isSmall) {
    const isWeek = board.scale === "week";
    for (const column of board.columns) {
        prepareColumn(column, isWeek);
    }
    for (const row of board.rows) {
        row.cells = Object.fromEntries(
            board.columns.map(({key}) => [key, {visits: [], due: []}])
        );
        // An event stands in the rows of all accounts that take part.
        row.visits = row.visits.map((visit) => ({...visit}));
        for (const visit of row.visits) {
            prepareVisit(visit, row, isWeek, isSmall);
            row.cells[visit.column]?.visits.push(visit);
        }
        const companies = new Set(row.policies.map(({company}) => company));
        for (const policy of row.policies) {
            preparePolicy(policy, companies.size > 1);
        }
        for (const due of row.due) {
            prepareDue(due, row, isWeek || isSmall);
            row.cells[due.column]?.due.push(due);
        }
    }
    return board;
}

function prepareColumn(column, isWeek) {
    const from = deserializeDate(column.date_from);
    const to = deserializeDate(column.date_to);
    column.title = isWeek
        ? _t("Week %s", from.weekNumber)
        : from.toLocaleString({weekday: "short"});
    column.days = isWeek
        ? [...new Set([formatDay(from), formatDay(to)])].join(" – ")
        : String(from.day);
    column.label = isWeek
        ? `${column.title}: ${column.days}`
        : from.toLocaleString({weekday: "short", month: "short", day: "numeric"});
}

function prepareVisit(visit, row, isWeek, isSmall) {
    const start = deserializeDateTime(visit.start);
    const date = deserializeDate(visit.date);
    const time = visit.is_all_day
        ? _t("All day")
        : start.toLocaleString({hour: "2-digit", minute: "2-digit"});
    visit.key = `visit-${visit.id}-${row.id}`;
    visit.name = row.name;
    visit.sign = SIGNS[visit.state] || SIGNS.planned;
    visit.isKindShown = isWeek || isSmall;
    visit.label = isWeek
        ? date.toLocaleString({weekday: "short", day: "numeric"})
        : visit.is_all_day
          ? time
          : start.toFormat("HH:mm");
    visit.text = [
        date.toLocaleString({weekday: "short", month: "short", day: "numeric"}),
        time,
        visit.kind,
        visit.user,
        visit.state_label,
        visit.company,
    ]
        .filter(Boolean)
        .join(" · ");
}

function preparePolicy(policy, isCompanyShown) {
    policy.key = [policy.id, policy.company_id, policy.period].join("-");
    policy.label = isCompanyShown ? `${policy.kind} · ${policy.company}` : policy.kind;
    policy.text = [
        _t(
            "%(kind)s (%(period)s): done %(done)s, planned %(planned)s, proposed %(proposed)s; required %(required)s, target %(target)s – %(state)s",
            {
                ...policy,
                period: policy.period_label,
                state: policy.state_label,
            }
        ),
        policy.company,
    ]
        .filter(Boolean)
        .join(" · ");
}

function prepareDue(due, row, isWide) {
    due.key = ["due", row.id, due.policy_id, due.company_id].join("-");
    due.label = isWide ? `${due.count} × ${due.kind}` : `${due.count} ×`;
    due.text = [
        due.is_overdue
            ? _t("Overdue, not planned: %(count)s × %(policy)s", due)
            : _t("Due, not planned: %(count)s × %(policy)s", due),
        due.left_out,
        due.company,
    ]
        .filter(Boolean)
        .join(" · ");
}

function formatDay(date) {
    return date.toLocaleString({month: "short", day: "numeric"});
}
