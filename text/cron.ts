// Cron expressions, as those who read them publish what they take; patterns, so that an editor knows them as well.

const list = (...items: readonly string[]): string => {
    const one = `(${items.join("|")})`;
    return `${one}(,${one})*`;
};
const stepped = (value: string): string => `(\\*|${value}(-${value})?)(/[1-9]\\d?)?`;
const names = (...all: readonly string[]): string => all.join("|");

const MINUTE = "[0-5]?\\d";
const HOUR = "([01]?\\d|2[0-3])";
const DAY = "(0?[1-9]|[12]\\d|3[01])";
const MONTH = `(0?[1-9]|1[0-2]|${names("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")})`;
const WEEKDAYS = names("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
const YEAR = "(19[7-9]\\d|20\\d\\d|21\\d\\d)";

/** Of a week that begins with 1 for Sunday. */
const WEEKDAY = `([1-7]|${WEEKDAYS})`;
const ONE_OF_THE_MONTH = `${WEEKDAY}#[1-5]`;
const DAYS = list(stepped(DAY), "LW?", `${DAY}W`);
const DAYS_OF_WEEK = `(${list(`\\*`, `${WEEKDAY}(-${WEEKDAY})?`, "L", `${WEEKDAY}L`)}|${ONE_OF_THE_MONTH})`;

/**
 * Six fields, with `?` for one of both days.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html#eb-cron-expressions
 */
const SIX_FIELDS = [
    ...[list(stepped(MINUTE)), list(stepped(HOUR))],
    `(\\? ${list(stepped(MONTH))} ${DAYS_OF_WEEK}|${DAYS} ${list(stepped(MONTH))} \\?)`,
    list(stepped(YEAR)),
].join(" ");

/** As AWS takes it between `cron(` and `)`. */
export const AWS_CRON = new RegExp(`^${SIX_FIELDS}$`);

/**
 * A schedule of EventBridge; one of a unit is written without its s.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html#eb-rate-expressions
 */
export const AWS_SCHEDULE = new RegExp(
    `^(cron\\(${SIX_FIELDS}\\)|rate\\((1 (minute|hour|day)|([2-9]|[1-9]\\d+) (minutes|hours|days))\\))$`,
);

/** What AWS would take of what was typed as a time of day, as five fields, with `cron(…)`, or with `*` for both days. */
export function asAwsCron(text: string): string[] {
    const bare = /^(cron|rate)\((.*)\)$/.exec(text.trim())?.[2] ?? text.trim();
    const [, hour, minute] = /^(\d{1,2}):(\d\d)$/.exec(bare) ?? [];
    if (hour !== undefined) return [`${Number(minute)} ${Number(hour)} ? * * *`];
    const [minutes, hours, day, month, weekday, year = "*", ...more] = bare.toUpperCase().split(/\s+/);
    if (weekday === undefined || more.length > 0) return [];
    // A week begins with 0 or 1 elsewhere: numbers of days are nobody's to carry over.
    if (year === "*" && bare.split(/\s+/).length === 5 && /\d/.test(weekday)) return [];
    const fields = (...days: readonly [string | undefined, string]): string =>
        [minutes, hours, days[0], month, days[1], year].join(" ");
    return [
        fields(day, weekday),
        ...(day === "*" ? [fields("?", weekday)] : []),
        ...(weekday === "*" ? [fields(day, "?")] : []),
    ];
}
