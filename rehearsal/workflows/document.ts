// Every key that GitHub's page documents: done, or refused by name with the way out.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
import { z } from "zod";

const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

const refused = (wayOut: string) => z.undefined({ error: () => `not rehearsed: ${wayOut}` }).optional();
const known = <T extends z.ZodRawShape>(shape: T) =>
    z.strictObject(shape, {
        error: ({ code, keys }) =>
            code === "unrecognized_keys"
                ? `GitHub knows no ${String(keys)} here; it knows ${Object.keys(shape).join(", ")}`
                : "asked for keys and values",
    });
/** A key without a value is nothing, as in YAML written by hand. */
const orNothing = <T extends z.ZodType>(schema: T) =>
    z.preprocess((value) => (value === null ? undefined : value), schema.optional());

const text = z.string({ error: "asked for text" });
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], { error: "asked for text" });
const EXPRESSION = /^\s*\$\{\{.*\}\}\s*$/s;
const expression = z.string().regex(EXPRESSION, { error: "asked for an expression, ${{ … }}" });
const oneOrMore = z
    .union([text, z.array(text)], { error: "asked for text, or a list of it" })
    .transform((given) => (typeof given === "string" ? [given] : given));
const flag = z.union([z.boolean(), expression], { error: "asked for true or false, or an expression" });
const count = z.union([z.int().positive(), expression], { error: "asked for a whole number above 0" });
const variables = orNothing(
    z.union([z.record(z.string(), scalar), expression], { error: "asked for keys and values" }),
);
const condition = z.union([z.string(), z.boolean(), z.number()], { error: "asked for a condition" }).transform(String);

const LEVELS = ["read", "write", "none"] as const;
const permissions = z.union(
    [
        z.enum(["read-all", "write-all"]),
        z.record(z.string(), z.enum(LEVELS, { error: `asked for one of ${LEVELS.join(", ")}` })),
    ],
    { error: "asked for read-all, write-all, or a level for each" },
);
const defaults = orNothing(
    known({ run: orNothing(known({ shell: text.optional(), "working-directory": text.optional() })) }),
);
const concurrency = z
    .union(
        [
            text,
            known({
                group: text,
                "cancel-in-progress": flag.optional(),
                queue: z.enum(["single", "max"], { error: "asked for single or max" }).optional(),
            }),
        ],
        { error: "asked for the name of a group, or a group and whether it cancels" },
    )
    .transform((given) => (typeof given === "string" ? { group: given } : given));

const branches = { branches: oneOrMore.optional(), "branches-ignore": oneOrMore.optional() };
const tags = { tags: oneOrMore.optional(), "tags-ignore": oneOrMore.optional() };
const paths = { paths: oneOrMore.optional(), "paths-ignore": oneOrMore.optional() };
const input = known({
    description: text.optional(),
    required: z.boolean({ error: "asked for true or false" }).optional(),
    default: scalar.optional(),
    type: z.enum(["string", "boolean", "choice", "number", "environment"]).optional(),
    options: z.array(text).optional(),
    deprecationMessage: text.optional(),
});

/** What starts a workflow here. */
const EVENTS = {
    push: orNothing(known({ ...branches, ...tags, ...paths })),
    pull_request: orNothing(known({ types: oneOrMore.optional(), ...branches, ...paths })),
    workflow_dispatch: orNothing(known({ inputs: orNothing(z.record(z.string(), input)) })),
};
const OTHERS = (
    "branch_protection_rule check_run check_suite create delete deployment deployment_status discussion " +
    "discussion_comment fork gollum image_version issue_comment issues label merge_group milestone page_build public " +
    "pull_request_review pull_request_review_comment pull_request_target registry_package release repository_dispatch " +
    "schedule status watch workflow_call workflow_run"
).split(" ");

const on = z.preprocess(
    (given) => {
        const names = typeof given === "string" ? [given] : Array.isArray(given) ? (given as unknown[]) : undefined;
        return names === undefined ? given : Object.fromEntries(names.map((name) => [String(name), null]));
    },
    z.record(z.string(), z.unknown(), { error: "asked for the events that start it" }).transform((given, context) => {
        for (const name of Object.keys(given).filter((name) => !(name in EVENTS)))
            context.addIssue({
                code: "custom",
                path: [name],
                message: OTHERS.includes(name)
                    ? `not rehearsed: ${name}; what starts a workflow here is ${Object.keys(EVENTS).join(", ")}`
                    : `GitHub knows no event ${name}`,
            });
        const has = (name: string) => Object.hasOwn(given, name);
        const read = known(EVENTS).safeParse(
            Object.fromEntries(Object.entries(given).filter(([name]) => name in EVENTS)),
        );
        if (!read.success)
            for (const { path, message } of read.error.issues) context.addIssue({ code: "custom", path, message });
        const filters = read.data ?? {};
        return {
            ...(has("push") ? { push: filters.push ?? {} } : {}),
            ...(has("pull_request") ? { pull_request: filters.pull_request ?? {} } : {}),
            ...(has("workflow_dispatch") ? { workflow_dispatch: filters.workflow_dispatch ?? {} } : {}),
        };
    }),
);

const inBackground = refused("steps in the background; begin and end the process in one `run`");
const step = known({
    id: text
        .regex(NAME, { error: "a step's id begins with a letter or _ and holds letters, digits, - and _" })
        .optional(),
    name: scalar.optional(),
    if: condition.optional(),
    run: scalar.transform(String).optional(),
    uses: text.optional(),
    with: variables,
    env: variables,
    shell: text.optional(),
    "working-directory": text.optional(),
    "continue-on-error": flag.optional(),
    "timeout-minutes": count.optional(),
    background: inBackground,
    wait: inBackground,
    "wait-all": inBackground,
    cancel: inBackground,
    parallel: inBackground,
}).refine((given) => (given.run === undefined) !== (given.uses === undefined), {
    error: "asked for either `run` or `uses`",
});

const axis = z.union([z.array(z.json()), expression], { error: "asked for a list, or an expression that makes one" });
const entries = z.union([z.array(z.record(z.string(), z.json())), expression], { error: "asked for a list" });
const strategy = known({
    matrix: z.union(
        [z.object({ include: entries.optional(), exclude: entries.optional() }).catchall(axis), expression],
        {
            error: "asked for keys with a list each",
        },
    ),
    "fail-fast": flag.optional(),
    "max-parallel": count.optional(),
});

const job = known({
    name: scalar.optional(),
    needs: orNothing(oneOrMore),
    if: condition.optional(),
    permissions: orNothing(permissions),
    "runs-on": z.union([text, z.array(text), known({ group: text.optional(), labels: oneOrMore.optional() })], {
        error: "asked for the runner, such as ubuntu-latest",
    }),
    environment: z
        .union([text, known({ name: text, url: text.optional(), deployment: flag.optional() })])
        .transform((given) => (typeof given === "string" ? { name: given } : given))
        .optional(),
    concurrency: concurrency.optional(),
    outputs: variables,
    env: variables,
    defaults,
    steps: z.array(step, { error: "asked for a list of steps" }).min(1, { error: "a job needs a step" }),
    "timeout-minutes": count.optional(),
    strategy: orNothing(strategy),
    "continue-on-error": flag.optional(),
    container: refused("a job inside of a container; run the image by `docker run` in a step"),
    services: refused("service containers; start what the step needs in the step itself"),
    snapshot: refused("snapshots of runners"),
    uses: refused("a reusable workflow; write its jobs into this file"),
    with: refused("a reusable workflow; write its jobs into this file"),
    secrets: refused("a reusable workflow; write its jobs into this file"),
});

export const workflowSchema = known({
    name: scalar.optional(),
    "run-name": scalar.optional(),
    on,
    permissions: orNothing(permissions),
    env: variables,
    defaults,
    concurrency: concurrency.optional(),
    jobs: z
        .record(
            z
                .string()
                .regex(NAME, { error: "a job's name begins with a letter or _ and holds letters, digits, - and _" }),
            job,
            { error: "asked for jobs" },
        )
        .refine((jobs) => Object.keys(jobs).length > 0, { error: "asked for at least one job" }),
});

export type Workflow = z.output<typeof workflowSchema>;
export type Job = Workflow["jobs"][string];
export type Step = Job["steps"][number];
export type Events = Workflow["on"];
export type Permissions = NonNullable<Workflow["permissions"]>;
