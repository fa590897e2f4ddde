import type { Json } from "../../../plan/document";
import { hexOf } from "../names";
import type { StandInTable } from "./types";

/** Other stacks of a project, whose outputs a program reads. A plan asks no backend: these are those of a stack with scope account. */
export const others: StandInTable = {
    "pulumi:pulumi:StackReference": (it) => {
        const arns = { githubOidcArn: it.globalArn("iam", "oidc-provider/token.actions.githubusercontent.com") };
        return {
            id: it.text("name"),
            outputs: { name: it.text("name"), outputs: { arns, nextSteps: [] }, secretOutputNames: [] },
        };
    },
};

/** Ids that AWS would refuse in another form, by how outputs of stacks are usually called. */
const FORMS: readonly (readonly [name: RegExp, prefix: string])[] = [
    [/vpc/i, "vpc"],
    [/subnet/i, "subnet"],
    [/(security.?group|^sg)/i, "sg"],
];

/** Something in place of an output that only the other stack's state has: a text, or two of them where the name is of several. */
export function outputOfOther(stack: string, name: string): Json {
    const one = (salt: string): string => {
        const prefix = FORMS.find(([pattern]) => pattern.test(name))?.[1];
        return prefix === undefined
            ? `${name}${salt}-of-${stack}`
            : `${prefix}-${hexOf(`${stack}/${name}${salt}`, 17)}`;
    };
    return /(ids|arns|names|subnets|zones|groups|urls)$/i.test(name) ? [one("1"), one("2")] : one("");
}
