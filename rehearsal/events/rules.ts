import type { Json } from "../../plan/document";
import { parsed, text, type Planned, type Plans } from "../../plan/plans";
import { Refused } from "../account/gateway";
import type { Fact, Fold } from "../engine/journal";
import type { Delivery } from "./delivery";
import { patternOf, whyNot, type Pattern } from "./pattern";
import { TYPE } from "../../plan/tokens";

export interface Rule extends Planned {
    readonly arn: string;
    readonly name: string;
    /** ARN of the bus it listens on. */
    readonly bus: string;
    /** Or why there is none that could match. */
    readonly pattern: Pattern | string;
    readonly targets: readonly Planned[];
}

export type Silence = { readonly rule: string; readonly why: string };

/** The rules of a set of plans, and which of them exist: a rule that is made after an event never hears of it. */
export class RulesOf implements Fold {
    private readonly all: readonly Rule[];
    private readonly made = new Set<string>();

    constructor(plans: Plans) {
        const targets = plans.ofType(TYPE.eventTarget);
        this.all = plans.ofType(TYPE.eventRule).map((planned) => ruleOf(planned, targets));
    }

    public apply({ kind, about }: Fact): void {
        if (kind === "made") this.made.add(about);
    }

    /** What an event calls for. */
    public heard(fact: Fact): readonly Delivery[] {
        return this.on(fact)
            .filter(({ pattern }) => typeof pattern !== "string" && whyNot(pattern, fact.data) === undefined)
            .flatMap((rule) =>
                rule.targets.filter((target) => this.exists(target)).map((target) => ({ fact, rule, target })),
            );
    }

    /** Why each rule on the event's bus stays silent. */
    public silent(fact: Fact): readonly Silence[] {
        return this.on(fact).map(({ name, pattern }) => ({
            rule: name,
            why: typeof pattern === "string" ? pattern : (whyNot(pattern, fact.data) ?? "it matches and has no target"),
        }));
    }

    private on({ about }: Fact): readonly Rule[] {
        return this.all.filter((rule) => rule.bus === about && this.exists(rule));
    }

    private exists({ resource }: Planned): boolean {
        return resource.external === true || this.made.has(resource.urn);
    }
}

function ruleOf({ plan, resource }: Planned, targets: readonly Planned[]): Rule {
    const arn = text(resource, "arn");
    const name = text(resource, "name");
    const [, onOtherBus] = /:rule\/(?:(.+)\/)?[^/]+$/.exec(arn) ?? [];
    const bus = `${arn.split(":rule/")[0] ?? ""}:event-bus/${onOtherBus ?? "default"}`;
    const belongs = (target: Planned) => target.plan === plan && text(target.resource, "rule") === name;
    return { plan, resource, arn, name, bus, pattern: listens(resource), targets: targets.filter(belongs) };
}

function listens(resource: Planned["resource"]): Pattern | string {
    const { state, isEnabled, eventPattern } = resource.inputs;
    if (state === "DISABLED" || isEnabled === false) return "the rule is disabled";
    if (eventPattern === undefined) return "the rule has no pattern, only a schedule, which is not rehearsed";
    const document = parsed(eventPattern);
    if (document === undefined) return `the pattern is not JSON: ${JSON.stringify(eventPattern)}`;
    try {
        return patternOf(document as Json);
    } catch (error) {
        if (error instanceof Refused) return error.message;
        throw error;
    }
}
