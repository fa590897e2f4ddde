import { label, leaves } from "../reading";
import type { Invariant } from "./invariant";

/** Where a secret may go: to what keeps secrets, and a registry's token to the Docker provider, which needs it. */
const MAY_HOLD = [
    "docker:index/image:Image",
    "aws:ssm/parameter:Parameter",
    "aws:secretsmanager/secretVersion:SecretVersion",
];

/** What the provider takes for a secret and is the name of one: an ARN. */
const IS_ARN = ["aws:codebuild/sourceCredential:SourceCredential"];

/** The texts that the recorder puts in place of secrets; see cli/plan. */
const STAND_INS = [/standin[0-9a-f]{16}/, /stand-?in-?(password|secret|token)/i, /AKIA[0-9A-Z]{16}/, /-----BEGIN/];

/** A secret that is marked as one is hidden in the plan; it may still not go where AWS would show it to every reader. */
export const invariant: Invariant = (plan) => {
    // By its id AWS names a key in its logs; it opens nothing without the secret.
    const ids = plan.resources.flatMap(({ type, id }) => (type === "aws:iam/accessKey:AccessKey" && id ? [id] : []));
    const withoutIds = (text: string): string => ids.reduce((rest, id) => rest.replaceAll(id, ""), text);
    return plan.resources.flatMap((resource) =>
        leaves({ inputs: resource.inputs, outputs: resource.outputs }).flatMap(([path, leaf]) => {
            const isHidden = path.endsWith(".secret") && leaf === true;
            if (isHidden && path.startsWith("inputs.") && ![...MAY_HOLD, ...IS_ARN].includes(resource.type)) {
                return [`${label(resource)} takes a secret: ${path}`];
            }
            return typeof leaf === "string" && STAND_INS.some((pattern) => pattern.test(withoutIds(leaf)))
                ? [`${label(resource)} shows a secret: ${path}`]
                : [];
        }),
    );
};
