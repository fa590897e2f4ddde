// Every key that the page documents: done, or refused by name with the way out.
import { type Document, isMap, isNode, isScalar } from "yaml";
import { z } from "zod";

import { readYaml, UnreadableYaml, type YamlRead } from "../../text/yaml";

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

const refused = (wayOut: string) => z.undefined({ error: () => `not rehearsed: ${wayOut}` }).optional();
const known = <T extends z.ZodRawShape>(shape: T) =>
    z.strictObject(shape, {
        error: ({ code, keys }) =>
            code === "unrecognized_keys"
                ? `CodeBuild knows no ${String(keys)} here; it knows ${Object.keys(shape).join(", ")}`
                : "asked for keys and values",
    });
/** A key without a value is nothing, as in YAML written by hand. */
const unlessEmpty = <T extends z.ZodType>(schema: T) =>
    z.preprocess((value) => (value === "" ? undefined : value), schema);

const text = z.string({ error: "asked for text" });
const command = z.string({
    error: "asked for a command as text; a colon followed by a space makes it keys and values, so put it in quotes",
});
const texts = unlessEmpty(z.array(text, { error: "asked for a list" }).optional());
const flag = z
    .enum(["yes", "no", "true", "false"], { error: "asked for yes or no" })
    .transform((word) => word === "yes" || word === "true");
const variableName = z.string().regex(NAME, { error: "asked for the name of a variable" });
const variables = unlessEmpty(
    z
        .record(
            variableName.refine((name) => !name.startsWith("CODEBUILD_"), {
                error: "names that begin with CODEBUILD_ are CodeBuild's own",
            }),
            text,
        )
        .optional(),
);

const runAs = z
    .string()
    .refine((user) => user === "root", {
        error: "not rehearsed: run-as changes the Linux user, and the host has none but root for this; leave it out, or use `su` inside the image",
    })
    .optional();
const RETRY =
    "not rehearsed: on-failure with RETRY; repeat the command itself, as in `for i in 1 2 3; do … && break; done`";
const onFailure = z
    .string()
    .superRefine((word, context) => {
        if (/^RETRY(-|$)/i.test(word)) context.addIssue({ code: "custom", message: RETRY });
        else if (word !== "ABORT" && word !== "CONTINUE")
            context.addIssue({ code: "custom", message: "asked for ABORT, CONTINUE or RETRY" });
    })
    .optional();

const phase = {
    "run-as": runAs,
    "on-failure": onFailure,
    commands: unlessEmpty(z.array(command, { error: "asked for a list of commands" }).default([])),
    finally: unlessEmpty(z.array(command, { error: "asked for a list of commands" }).default([])),
};
const optionalPhase = unlessEmpty(known(phase).optional());

/** One path as it stands is a list of one: https://docs.aws.amazon.com/codebuild/latest/userguide/getting-started-cli-create-build-spec.html */
const paths = z.preprocess((value) => (typeof value === "string" && value !== "" ? [value] : value), texts);

const selection = {
    files: paths,
    name: text.optional(),
    "discard-paths": flag.optional(),
    "base-directory": text.optional(),
    "exclude-paths": texts,
    "enable-symlinks": flag.optional(),
    "s3-prefix": text.optional(),
};
const NO_FILES = "artifacts need files; write `files: ['**/*']` for all of them";

const REPORT_FORMATS = [
    ...(["CUCUMBERJSON", "JUNITXML", "NUNITXML", "NUNIT3XML", "TESTNGXML", "VISUALSTUDIOTRX"] as const),
    ...(["CLOVERXML", "COBERTURAXML", "JACOCOXML", "SIMPLECOV"] as const),
] as const;

const buildspecSchema = known({
    // Each command of 0.1 has a shell of its own: https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec-ref-versions
    version: z.enum(["0.1", "0.2"], { error: ({ input }) => `asked for version: 0.2 or 0.1, found ${String(input)}` }),
    "run-as": runAs,
    env: unlessEmpty(
        known({
            shell: z
                .string()
                .superRefine((shell, context) => {
                    if (shell === "bash" || shell === "/bin/sh" || shell === "sh") return;
                    const why = /powershell|cmd/.test(shell)
                        ? `not rehearsed: ${shell}, a shell of Windows; use bash or sh in a Linux image`
                        : `asked for bash or /bin/sh, found ${shell}`;
                    context.addIssue({ code: "custom", message: why });
                })
                .transform((shell) => (shell === "bash" ? "bash" : "sh"))
                .optional(),
            variables,
            "parameter-store": variables,
            "secrets-manager": variables,
            "exported-variables": unlessEmpty(z.array(variableName).optional()),
            "git-credential-helper": flag
                .refine((on) => !on, {
                    error: "not rehearsed: git-credential-helper; let the pipeline's source action fetch the repository",
                })
                .optional(),
        }).optional(),
    ),
    proxy: unlessEmpty(
        refused(
            "proxy is for builds behind a proxy server of yours; leave it out here, with another buildspec for that network",
        ),
    ),
    batch: refused("batch starts several builds; run the commands of each build as an action of the pipeline"),
    phases: known({
        install: unlessEmpty(
            known({ ...phase, "runtime-versions": unlessEmpty(z.record(z.string(), text).optional()) }).optional(),
        ),
        pre_build: optionalPhase,
        build: optionalPhase,
        post_build: optionalPhase,
    }),
    reports: unlessEmpty(
        z
            .record(
                z.string(),
                known({
                    files: z.array(text, { error: "asked for a list of files" }),
                    "base-directory": text.optional(),
                    "discard-paths": flag.optional(),
                    "file-format": z
                        .enum(REPORT_FORMATS, { error: `asked for one of ${REPORT_FORMATS.join(", ")}` })
                        .optional(),
                }),
            )
            .optional(),
    ),
    artifacts: unlessEmpty(
        known({
            ...selection,
            "secondary-artifacts": unlessEmpty(
                z
                    .record(
                        z.string(),
                        known(selection).refine(({ files }) => files !== undefined, { error: NO_FILES }),
                    )
                    .optional(),
            ),
        })
            .refine((given) => given.files !== undefined || given["secondary-artifacts"] !== undefined, {
                error: NO_FILES,
            })
            .optional(),
    ),
    cache: unlessEmpty(
        known({
            key: text.optional(),
            "fallback-keys": texts,
            action: z.enum(["restore", "save"], { error: "asked for restore or save" }).optional(),
            paths: texts,
        }).optional(),
    ),
}).refine(
    ({ phases: { install, pre_build, build, post_build } }) =>
        (install ?? pre_build ?? build ?? post_build) !== undefined,
    {
        path: ["phases"],
        error: "asked for at least one of install, pre_build, build, post_build",
    },
);

// A buildspec as CodeBuild reads it, and refused where the rehearsal could only guess.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html

export type Buildspec = z.output<typeof buildspecSchema>;
export type PhaseName = keyof Buildspec["phases"];
export type Phase = NonNullable<Buildspec["phases"][PhaseName]>;
export type Artifacts = Omit<NonNullable<Buildspec["artifacts"]>, "secondary-artifacts">;

/** CodeBuild's word for a buildspec it cannot use; every problem at once, each with its line. */
export class UnusableBuildspec extends Error {
    constructor(public readonly problems: readonly string[]) {
        super(problems.join("\n"));
    }
}

export function readBuildspec(text: string, name = "buildspec.yml"): Buildspec {
    const { value, document, lineAt } = written(text, name);
    const read = buildspecSchema.safeParse(value);
    if (read.success) return read.data;
    throw new UnusableBuildspec(
        read.error.issues.map(({ path, message }) => {
            const at = offsetOf(document, path);
            const where = at === undefined ? name : `${name}, line ${lineAt(at)}`;
            return `${where}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${message}`;
        }),
    );
}

function written(text: string, name: string): YamlRead {
    try {
        // Every scalar is text, as CodeBuild takes it: `1.10` stays a version and `yes` a word.
        return readYaml(text, { schema: "failsafe", merge: true });
    } catch (error) {
        if (!(error instanceof UnreadableYaml)) throw error;
        const where = (line?: number): string => (line === undefined ? name : `${name}, line ${line}`);
        throw new UnusableBuildspec(error.problems.map(({ line, says }) => `${where(line)}: ${says}`));
    }
}

/** Where the innermost key stands, or item of a list, that is written down at all. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
    for (let length = path.length; length > 0; length--) {
        const [parent, name] = [document.getIn(path.slice(0, length - 1), true), path[length - 1]];
        const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
        const found = pair?.key ?? document.getIn(path.slice(0, length), true);
        if (isNode(found) && found.range) return found.range[0];
    }
    return undefined;
}
