import { label, ofType, type PolicyStatement, statements, texts } from "../reading";
import type { Invariant } from "./invariant";

const UNCONDITIONED = ["ec2.amazonaws.com", "cloudformation.amazonaws.com", "ecs.amazonaws.com"];

/** One service, and only when it acts for this account; one role of this stack, or one user with keys; or people, under their own names. */
export const invariant: Invariant = (plan) => {
    const roles = ofType(plan, "aws:iam/role:Role");
    const keys = ofType(plan, "aws:iam/accessKey:AccessKey");
    const machines = ofType(plan, "aws:iam/user:User").filter(({ outputs }) =>
        keys.some(({ inputs }) => inputs["user"] === outputs["name"]),
    );
    return roles.flatMap((role) => {
        const trust = statements(role.inputs["assumeRolePolicy"]);
        const [only] = trust;
        if (!only || trust.length > 1) return [`${label(role)} trusts ${trust.length} parties`];
        const { Principal, Condition, Action } = only;
        if (typeof Principal === "object" && Principal["Federated"] !== undefined)
            return byToken(only, plan.account).map((wrong) => `${label(role)} ${wrong}`);
        const found = [Action === "sts:AssumeRole" ? [] : [`${label(role)} allows ${String(Action)}`]].flat();
        if (typeof Principal !== "object") return [...found, `${label(role)} trusts ${String(Principal)}`];
        const service = Principal["Service"];
        if (service !== undefined) {
            if (typeof service !== "string") found.push(`${label(role)} trusts more than one service`);
            // EC2, CloudFormation and ECS take roles of who names them alone, and AWS shows their trust without a condition.
            if (UNCONDITIONED.includes(String(service)) && Condition === undefined) return found;
            if (Condition?.["StringEquals"]?.["aws:SourceAccount"] === plan.account) return found;
            return [...found, `${label(role)} trusts ${String(service)} on behalf of any account`];
        }
        if (Array.isArray(Principal["AWS"]))
            return [
                ...found,
                ...Principal["AWS"]
                    .filter((arn) => !isOfPeople(String(arn), plan.account))
                    .map((arn) => `${label(role)} trusts ${String(arn)}`),
                ...(Condition?.["Bool"]?.["aws:MultiFactorAuthPresent"] === "true"
                    ? []
                    : [`${label(role)} asks people for no second factor`]),
                ...(Condition?.["StringEquals"]?.["sts:RoleSessionName"] === "${aws:username}"
                    ? []
                    : [`${label(role)} lets people choose a name`]),
            ];
        const isOurs = [...roles, ...machines].some(({ outputs }) => outputs["arn"] === Principal["AWS"]);
        return isOurs
            ? found
            : [...found, `${label(role)} trusts ${JSON.stringify(Principal)}, which is no role of this stack`];
    });
};

/** GitHub's tokens, for AWS, of whole subjects: a pattern or a pull request would let in whoever asks. */
function byToken({ Principal, Condition, Action }: PolicyStatement, account: string): string[] {
    const host = "token.actions.githubusercontent.com";
    const federated = String((Principal as Record<string, unknown>)["Federated"]);
    const isTheAccounts = new RegExp(`^arn:aws(-[a-z-]+)?:iam::${account}:oidc-provider/${host}$`).test(federated);
    const { [`${host}:aud`]: audience, [`${host}:sub`]: subject } = Condition?.["StringEquals"] ?? {};
    const subjects = texts(subject);
    const isWhole = (text: string): boolean =>
        /^repo:[\w.@-]+\/[\w.@-]+:(ref:refs\/heads|environment:)[\w./-]+$/.test(text);
    return [
        ...(Action === "sts:AssumeRoleWithWebIdentity" ? [] : [`allows ${String(Action)}`]),
        ...(isTheAccounts ? [] : ["trusts another provider"]),
        ...(audience === "sts.amazonaws.com" ? [] : ["believes tokens for another audience"]),
        ...(subjects.length > 0 ? [] : ["believes tokens of any subject"]),
        ...subjects.filter((text) => !isWhole(text)).map((text) => `believes tokens of ${text}`),
    ];
}

/** Users of this account; `root` is each of them whose own policies allow it. */
function isOfPeople(arn: string, account: string): boolean {
    return new RegExp(`^arn:aws:iam::${account}:(root|user/.+)$`).test(arn);
}
