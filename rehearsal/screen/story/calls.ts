import type { JsonObject } from "../../../plan/document";
import type { Fact, Fold } from "../../engine/facts";
import type { DeniedCall, RoleShown } from "../model";

/** What the policy belongs to that lacks a statement: whoever asks, or what is asked for. */
export function holderOf({ where, role, on }: JsonObject): string {
    return String(where === "identity" || where === "boundary" ? role : on);
}

/** Who asked for what, and was it allowed. */
export class CallHistory implements Fold {
    public readonly roles = new Map<string, RoleShown>();

    public apply({ kind, about: action, at, data }: Fact): void {
        if (kind !== "allowed" && kind !== "denied") return;
        const [arn, as, on] = [String(data["role"]), String(data["as"]), String(data["on"])];
        const role = this.roles.get(arn) ?? {
            arn,
            name: arn.split("/").at(-1) ?? arn,
            as: new Set<string>(),
            allowed: new Map<string, { action: string; on: string; times: number }>(),
            denied: [],
        };
        this.roles.set(arn, role);
        role.as.add(as);
        if (kind === "allowed") {
            const call = role.allowed.get(`${action} ${on}`) ?? { action, on, times: 0 };
            call.times++;
            role.allowed.set(`${action} ${on}`, call);
            return;
        }
        const { where, missing, undecided } = data as { where?: string; missing?: string; undecided?: string };
        const said = { where: where ?? "", missing: missing ?? "", undecided };
        role.denied.push({ at, role: arn, as, action, on, holder: holderOf(data), ...said });
    }

    /** What was denied, once each: whoever tries again asks for the same. */
    public get denied(): readonly DeniedCall[] {
        const all = [...this.roles.values()].flatMap(({ denied }) => denied).sort((a, b) => a.at - b.at);
        const first = new Map<string, DeniedCall>();
        for (const call of all) {
            const key = `${call.role} ${call.action} ${call.on}`;
            if (!first.has(key)) first.set(key, call);
        }
        return [...first.values()];
    }
}
