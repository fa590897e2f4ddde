// The steps that every line has, whatever its kinds: Publish, Source, Prepare and Verify. A kind's own steps come in between.
import { promotionSource } from "./promotion";
import type { EnvironmentContext } from "../context";
import type { CarriedStore } from "../carrying";
import type { Build, Source, Step, Target } from "../parts";
import type { RunValue, ScriptPart, Statement } from "../shell";
import { RELEASE_KEYS } from "../shared/release-store";

/** Names of artifacts that steps hand to each other. */
export const ARTIFACTS = { release: "Release", prepared: "Prepared" } as const;

/** Variables of a job about its run, and about the release of that run. */
export const EXECUTION: RunValue = { run: "id" };
export const VERSION: RunValue = { step: ARTIFACTS.release, variable: "VersionId" };

/** A line, as its scripts know it. */
export interface LineRef {
    readonly line: string;
    /** Kind of what its releases carry. */
    readonly carries: string;
}

/** What a release is made of. */
export interface Published {
    readonly build: Build;
    /** @default - no repository is read */
    readonly source?: Source;
    readonly store: CarriedStore;
    /** Defines `files_take`. @default - the release has no files of the repository */
    readonly files?: ScriptPart;
}

/** The last step of the make half: writes the release record and so makes it the candidate. */
export function publishStep(
    { line, carries }: LineRef,
    { build, source, store, files: taken }: Published,
    context: EnvironmentContext,
): Step {
    const { releases } = context;
    const commit = build.given?.take ?? build.commit ?? source?.describe ?? NO_COMMIT;
    const files = source?.step.gives === undefined ? undefined : taken;
    const mine = [RELEASE_KEYS.candidate(line), RELEASE_KEYS.published(line)];
    return {
        name: "Publish",
        takes: [...(build.given ? [] : [build.candidate]), ...(files && source?.step.gives ? [source.step.gives] : [])],
        run: {
            job: {
                run: {
                    scripts: [
                        ...store.publish.scripts,
                        ...commit.scripts,
                        ...(files?.scripts ?? []),
                        ...(build.checks?.scripts ?? []),
                        "publish",
                    ],
                },
                docker: store.publish.docker,
                env: {
                    ...about({ line, carries }, context),
                    ENVIRONMENT: context.environment,
                    ...store.publish.env,
                    ...commit.env,
                    ...build.limits,
                    ...build.checks?.env,
                    ...(files ? { ...files.env, FILES_FROM: source?.step.gives ?? "" } : {}),
                },
                runEnv: {
                    EXECUTION,
                    ...source?.commit,
                    ...(source ? { PUSHED_BY: { run: "pushedBy" } } : {}),
                },
            },
        },
        allow: [
            ...releases.reads(...mine, RELEASE_KEYS.live(line)),
            ...releases.writes(...mine),
            ...store.publish.allow,
            ...commit.allow,
            ...(files?.allow ?? []),
            ...(build.checks?.allow ?? []),
        ],
    };
}

/** If neither a source nor the build names a commit, the script says so. */
const NO_COMMIT: ScriptPart = { scripts: ["source-commit"], env: {}, allow: [] };

/** The only thing a deployment reads: the candidate or, if only settings changed, the live release. */
export function releaseStep(line: string, { releases }: EnvironmentContext): Step {
    const keys = [RELEASE_KEYS.candidate(line), RELEASE_KEYS.live(line)];
    return {
        name: ARTIFACTS.release,
        gives: ARTIFACTS.release,
        run: {
            action: {
                category: "Source",
                provider: "S3",
                configuration: {
                    S3Bucket: releases.bucketName,
                    S3ObjectKey: RELEASE_KEYS.candidate(line),
                    PollForSourceChanges: "false", // events start it
                },
            },
        },
        allow: [
            ...releases.reads(...keys),
            releases.readsVersions(...keys),
            releases.readsTags(...keys),
            ...releases.looksInto(),
        ],
    };
}

/** What a person approved, and what Prepare may do if that is no longer the newest. */
export interface Approved {
    readonly values: Readonly<Record<string, RunValue>>;
    readonly allow: readonly Statement[];
}

/** Joins the release with the newest blueprint, while the stage's lock is held. */
export function prepareStep(
    of: LineRef,
    { target: { prepare }, trust }: { readonly target: Target; readonly trust?: ScriptPart },
    context: EnvironmentContext,
    approved?: Approved,
): Step {
    return {
        name: "Prepare",
        takes: [ARTIFACTS.release],
        gives: ARTIFACTS.prepared,
        run: {
            job: {
                run: { scripts: [...new Set([...(trust?.scripts ?? []), ...prepare.scripts, "prepare"])] },
                env: { ...about(of, context), ...trust?.env, ...prepare.env },
                ...(approved ? { runEnv: approved.values } : {}),
                timeoutMinutes: prepare.timeoutMinutes,
            },
        },
        allow: [
            ...context.releases.reads(RELEASE_KEYS.live(of.line), RELEASE_KEYS.blueprint(of.line)),
            ...(trust?.allow ?? []),
            ...prepare.allow,
            ...(approved?.allow ?? []),
        ],
    };
}

/** Compares what runs with what was asked for, records it as live, and sends an event to the next environments. */
export function verifyStep(
    of: LineRef,
    { verify, keep, promotionBuses }: { verify: Target["verify"]; keep: ScriptPart; promotionBuses: readonly string[] },
    context: EnvironmentContext,
): Step {
    return {
        name: "Verify",
        takes: [ARTIFACTS.prepared],
        run: {
            job: {
                run: { scripts: [...keep.scripts, ...verify.scripts, "verify"] },
                env: {
                    ...about(of, context),
                    ENVIRONMENT: context.environment,
                    ...keep.env,
                    ...verify.env,
                    ...(promotionBuses.length > 0 ? { PROMOTION_BUSES: promotionBuses.join(" ") } : {}),
                },
                runEnv: { EXECUTION: { run: "id" } },
                timeoutMinutes: verify.timeoutMinutes,
            },
        },
        allow: [
            ...verify.allow,
            ...keep.allow,
            ...context.releases.reads(RELEASE_KEYS.live(of.line)),
            ...context.releases.writes(RELEASE_KEYS.live(of.line)),
            ...promotes(of.line, promotionBuses),
        ],
    };
}

/** Variables of every step's script. */
export function about({ line, carries }: LineRef, { releases }: EnvironmentContext): ScriptPart["env"] {
    return { LINE: line, CARRIES: carries, RELEASES_BUCKET: releases.bucketName };
}

/** The only permission that this environment has in the next one. */
function promotes(line: string, buses: readonly string[]): Statement[] {
    if (buses.length === 0) return [];
    return [
        {
            actions: ["events:PutEvents"],
            on: buses,
            // One call may carry several events, so the key has several values: all must be ours, and there must be one.
            when: {
                "ForAllValues:StringEquals": { "events:source": promotionSource(line) },
                Null: { "events:source": "false" },
            },
        },
    ];
}
