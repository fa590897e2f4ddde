import { Verdicts, type Question } from "../../../iam/verdicts";
import { UNREAD } from "../../../iam/evaluate";
import { unexplained, unnoticed } from "./mutations";
import { text, Plans, type Plan } from "../../../plan/plans";
import { policiesOf, type Policy } from "../../../iam/policies";
import { callersOf } from "../../../iam/role-policies";
import { questionsOf } from "./questions";
import { refusalsOf } from "./refusals";

/** A few plans, and everything there is to ask about them. */
export class Estate {
    public readonly plans: Plans;
    public readonly policies: readonly Policy[];
    public readonly allow: readonly Question[];
    public readonly verdicts: Verdicts;
    private readonly unknown: readonly string[];
    private refused?: readonly Question[];

    constructor(plans: readonly Plan[]) {
        this.plans = new Plans(plans);
        this.policies = policiesOf(this.plans);
        const { allow, unknown } = questionsOf(this.plans);
        this.allow = allow;
        this.unknown = unknown;
        this.verdicts = new Verdicts(this.policies, new Set(callersOf(this.plans)));
    }

    /** Made when they are asked: it takes longer than all the rest. */
    public get refuse(): readonly Question[] {
        return (this.refused ??= refusalsOf(this.plans, this.allow));
    }

    /** What the plans wire and nobody wrote rows for. */
    public holes(): readonly string[] {
        return [...this.unknown, ...this.strangePolicies(), ...this.idleRoles()];
    }

    /** Calls that AWS or a script will make and IAM will refuse. */
    public missing(): readonly string[] {
        return this.allow.filter((question) => !this.verdicts.allows(question)).map(say);
    }

    /** Calls that IAM would allow and nobody is to make. */
    public excessive(): readonly string[] {
        return this.refuse.filter((question) => this.verdicts.allows(question)).map(say);
    }

    /** Statements that could go or grow and nobody would notice. */
    public unproven(): readonly string[] {
        return unnoticed(this.policies, this);
    }

    /** Actions on everything, without a reason in the table. */
    public unexplained(): readonly string[] {
        return unexplained(this.policies);
    }

    /** Policies that stand elsewhere: their statements are not in the plan, so nothing here is proven about them. */
    private strangePolicies(): readonly string[] {
        return this.policies.flatMap(({ says, statements }) =>
            statements
                .filter((statement) => UNREAD in statement && statement["Effect"] === "Allow")
                .map((statement) => `${says}: ${String(statement[UNREAD])}`),
        );
    }

    private idleRoles(): readonly string[] {
        const assumed = new Set(
            this.allow.filter(({ action }) => action.startsWith("sts:AssumeRole")).map(({ on }) => on),
        );
        return this.plans
            .ofType("aws:iam/role:Role")
            .filter(({ resource }) => !assumed.has(text(resource, "arn")))
            .map(({ resource }) => `${resource.name}: nobody assumes this role`);
    }
}

function say({ says, by, action, on, source }: Question): string {
    return `${says}: ${by.split("/").pop() ?? by} ${action} on ${on} (${source})`;
}
