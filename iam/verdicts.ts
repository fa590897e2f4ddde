// Answers a question the way IAM would, with policies taken from a plan.
import { allows, decide, type Decision, type Request, type Statement, type Statements } from "./evaluate";
import type { Policy } from "./policies";

export interface Question extends Request {
    /** For the reader of a failure: who asks, and why. */
    readonly says: string;
    /** The page, the managed policy or the file that says that this is called; or the promise that it is not. */
    readonly source: string;
}

/** One policy, answering as if it had other statements. */
interface Instead {
    readonly of: Policy;
    readonly statements: readonly Statement[];
}

const EVERYTHING: Statement = { Effect: "Allow", Action: "*", Resource: "*" };

/** Policies by whom they concern, so that a question looks only at its own. */
export class Verdicts {
    private readonly identity = new Map<string, Policy[]>();
    private readonly boundary = new Map<string, Policy[]>();
    private readonly resource = new Map<string, Policy[]>();

    constructor(
        public readonly policies: readonly Policy[],
        private readonly known: ReadonlySet<string>,
    ) {
        for (const policy of policies) {
            const map = policy.kind === "trust" ? this.resource : this[policy.kind];
            map.set(policy.holder, [...(map.get(policy.holder) ?? []), policy]);
        }
    }

    /** Whether IAM says yes; throws where that cannot be said. */
    public allows(question: Question, instead?: Instead): boolean {
        return this.sidesOf(question, instead).every((statements) => allows(question, statements));
    }

    /** The same with its reasons: of the first side that says no, else of the last. */
    public decide(question: Question): Decision {
        const decisions = this.sidesOf(question).map((statements) => decide(question, statements));
        return decisions.find(({ allowed }) => !allowed) ?? (decisions.at(-1) as Decision);
    }

    /**
     * Where one role assumes another, both sides are asked: inside one account AWS is content with a trust policy that
     * names the role, but then nothing in the role itself would say what it may become.
     */
    private sidesOf(question: Question, instead?: Instead): readonly Statements[] {
        const statements = this.lookedAt(question, instead);
        if (question.action !== "sts:AssumeRole" || !question.by.startsWith("arn:")) return [statements];
        return [
            { ...statements, resource: [rootOf(question.account)] },
            { identity: [EVERYTHING], resource: statements.resource },
        ];
    }

    /** The statements that decide: the caller's, and the resource's where it has a policy. */
    public lookedAt(question: Question, instead?: Instead): Statements {
        const statements = (policy: Policy) => (policy === instead?.of ? instead.statements : policy.statements);
        const guards = this.guardsOf(question);
        return {
            identity: this.identityOf(question.by).flatMap(statements),
            boundary: this.boundary.get(question.by)?.flatMap(statements),
            resource: guards ? guards.flatMap(statements) : customary(question),
        };
    }

    /** Whether the question looks at this policy at all: only then can a change of it change the answer. */
    public looksAt(question: Question, policy: Policy): boolean {
        if (policy.kind === "identity" || policy.kind === "boundary") return policy.holder === question.by;
        return this.guardsOf(question)?.includes(policy) ?? false;
    }

    private identityOf(principal: string): readonly Policy[] {
        const mine = this.identity.get(principal);
        if (mine) return mine;
        // A principal that is in no plan: their own account's administrator, for whom only our side counts.
        return principal.startsWith("arn:") && !this.known.has(principal)
            ? [{ says: "an administrator", kind: "identity", holder: principal, statements: [EVERYTHING] }]
            : [];
    }

    private guardsOf({ on, account, action }: Question): readonly Policy[] | undefined {
        if (action.startsWith("s3:")) return this.resource.get(on.split("/")[0] ?? "");
        if (action.startsWith("logs:")) return this.resource.get(`logs:${account}`);
        return this.resource.get(on);
    }
}

/** What keys and roles of others say by default: that their account decides. */
function customary({ action, account }: Question): readonly Statement[] | undefined {
    return action.startsWith("kms:") || action === "sts:AssumeRole" ? [rootOf(account)] : undefined;
}

function rootOf(account: string): Statement {
    return { ...EVERYTHING, Principal: { AWS: `arn:aws:iam::${account}:root` } };
}
