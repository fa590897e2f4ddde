// A stack is an environment, or what AWS allows once per account; each has keys of its own, and the other one's may not stand.
import { isDeepStrictEqual } from "node:util";

import { z } from "zod";

import type { Context } from "./context";
import { own } from "./mistakes/outline";
import { removing } from "./mistakes/fix";
import type { Problem } from "./mistakes/problem";

const SCOPES = ["environment", "account"] as const;
type Scope = (typeof SCOPES)[number];

export const scope = z.enum(SCOPES).default("environment").meta({
    description: "What the stack is for: an environment, or what AWS allows once per account.",
});

/** What the configuration says it is; what is no scope, the schema of an environment complains of. */
export function scopeOf(raw: Readonly<Record<string, unknown>>, project: string): Scope {
    return raw[`${project}:scope`] === "account" ? "account" : "environment";
}

/** The shape of one kind of stack, and the shape of the other, whose keys its files have by default. */
export interface Shapes {
    readonly own: z.ZodObject;
    readonly others: z.ZodObject;
}

/** Whether a key says no more than leaving it out would; Pulumi gives each declared key its default. */
export function isOthersDefault(name: string, value: unknown, shapes: Shapes): boolean {
    const schema = own(shapes.others.shape, name);
    if (own(shapes.own.shape, name) !== undefined || !(schema instanceof z.ZodType)) return false;
    const isEmpty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
    return isEmpty || isDeepStrictEqual(value, schema.safeParse(undefined).data);
}

/** Keys of the other kind of stack; removed from the document, for nothing else can be said of them. */
export function takeOthersOut(
    document: Record<string, unknown>,
    shapes: Shapes,
    { project }: Pick<Context, "project">,
): Problem[] {
    const [mine, theirs] = "services" in shapes.own.shape ? SCOPES : [...SCOPES].reverse();
    return Object.keys(document)
        .filter((key) => own(shapes.own.shape, key) === undefined && own(shapes.others.shape, key) !== undefined)
        .map((key) => {
            delete document[key];
            return {
                path: [key],
                is: `belongs to a stack with scope ${theirs}, and this one has scope ${mine}`,
                allowed: Object.keys(shapes.own.shape).join(", "),
                fix: [removing(project, [key])],
            };
        });
}
