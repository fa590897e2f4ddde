import { wrap } from "../../../text/wrap";
import type { DeniedCall, RoleShown } from "../model";
import type { Story } from "../story";

/** How many calls each role was allowed and denied, by the stack whose role it is; the report names the calls. */
export function callsByRole({ calls, nameOf }: Story): readonly string[] {
    const roles = [...calls.roles.values()].map((role) => ({ ...nameOf(role.arn), counts: countsOf(role) }));
    const stacks = [...new Set(roles.map(({ stack }) => stack))].sort();
    return stacks.flatMap((stack) => {
        const mine = roles.filter((role) => role.stack === stack).sort((a, b) => (a.name < b.name ? -1 : 1));
        const counts = mine.map(({ name, counts }) => `${name} ${counts}`).join(", ");
        return wrap(`${stack}: ${counts}`, "  ", "    ");
    });
}

function countsOf({ allowed, denied }: RoleShown): string {
    const times = [...allowed.values()].reduce((sum, call) => sum + call.times, 0);
    return denied.length === 0 ? String(times) : `${times} and ${denied.length} denied`;
}

/** What to add, ready to paste. */
export function whatWasDenied({ calls }: Story): readonly string[] {
    return calls.denied.flatMap(deniedCall);
}

function deniedCall({ holder, action, on, where, missing, undecided }: DeniedCall): readonly string[] {
    const why = undecided === undefined ? "" : `It could not be decided: ${undecided}. `;
    return [
        ...wrap(`${action} on ${on}`, "  ", "    "),
        ...wrap(`${why}Add to the ${where} policy of ${holder}:`, "    "),
        ...missing.split("\n").map((line) => `      ${line}`),
    ];
}
