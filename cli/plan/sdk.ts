// The one place that knows what the Pulumi SDK keeps to itself. Checked against @pulumi/pulumi 3.248.0 (pinned).
import Module from "node:module";

import { all, type Output, runtime, StackReference } from "@pulumi/pulumi";
import * as mocks from "@pulumi/pulumi/runtime/mocks";
import * as settings from "@pulumi/pulumi/runtime/settings";
import * as state from "@pulumi/pulumi/runtime/state";

interface Store {
    leakCandidates: Set<unknown>;
    settings: { options: { rootDirectory?: string } };
    supportsSecrets: boolean;
    supportsResourceReferences: boolean;
    supportsDeletedWith: boolean;
    supportsReplaceWith: boolean;
    supportsAliasSpecs: boolean;
    supportsParameterization: boolean;
    supportsResourceHooks: boolean;
}
interface Internals {
    withLocalStorage<T>(body: () => Promise<T>): Promise<T>;
    getStore(): Store;
    waitForRPCs(): Promise<void>;
}
const internals = { ...state, ...settings } as unknown as Internals;

/** The SDK's own stand-in for an engine. */
export const MockMonitor = mocks.MockMonitor;

export interface Session {
    readonly project: string;
    readonly stack: string;
    readonly root: string;
    readonly preview: boolean;
    readonly config: Readonly<Record<string, string>>;
    readonly secretKeys: readonly string[];
}

const SDK = "@pulumi/pulumi";

interface Resolver {
    _resolveFilename: (request: string, parent: unknown, ...rest: unknown[]) => string;
}

/**
 * Has a program get this SDK, whichever it has installed beside itself: a second one would know of no session, and ask an
 * engine that is not there. Returns how to give it back.
 */
export function ownSdk(): () => void {
    const resolver = Module as unknown as Resolver;
    const { _resolveFilename: resolve } = resolver;
    resolver._resolveFilename = (request, parent, ...rest) => {
        const isSdk = request === SDK || request.startsWith(`${SDK}/`);
        try {
            return resolve(request, isSdk ? module : parent, ...rest);
        } catch (error) {
            // As a program for ES modules names its neighbours: what they are called once they are compiled.
            if (!/^\.{1,2}\/.*\.js$/.test(request)) throw error;
            return resolve(request.replace(/js$/, "ts"), parent, ...rest);
        }
    };
    return () => (resolver._resolveFilename = resolve);
}

type Asked = (this: StackReference, name: string) => Output<unknown>;

/** Has references to other stacks answer what their stand-in does not have. Returns how to give it back. */
export function othersAnswer(answer: (stack: string, name: string) => unknown): () => void {
    const prototype = StackReference.prototype as unknown as { getOutput: Asked; requireOutput: Asked };
    const { getOutput, requireOutput } = prototype;
    prototype.getOutput = prototype.requireOutput = function (name) {
        return all([this.name, this.outputs, name]).apply(
            ([stack, outputs, key]: [string, Record<string, unknown>, string]) =>
                Object.hasOwn(outputs, key) ? outputs[key] : answer(stack, key),
        );
    };
    return () => Object.assign(prototype, { getOutput, requireOutput });
}

/** Runs `body` with an SDK of its own: no config, monitor or promise of another run is seen. */
export async function inSession<T>(
    session: Session,
    monitor: InstanceType<typeof MockMonitor>,
    body: () => Promise<T>,
): Promise<T> {
    return internals.withLocalStorage(async () => {
        settings.setMockOptions(monitor, session.project, session.stack, session.preview, "organization");
        const store = internals.getStore();
        store.settings.options.rootDirectory = session.root;
        // What the engine supports and mocks do too. Output values stay off: inputs would arrive wrapped.
        store.supportsSecrets = true;
        store.supportsResourceReferences = true;
        store.supportsDeletedWith = true;
        store.supportsReplaceWith = true;
        store.supportsAliasSpecs = true;
        store.supportsParameterization = true;
        store.supportsResourceHooks = true;
        runtime.setAllConfig(session.config, [...session.secretKeys]);
        try {
            return await body();
        } finally {
            // What a failed program leaves behind is reported by its error, not by the SDK's leak detector at exit.
            store.leakCandidates = new Set();
        }
    });
}

export interface Run {
    /** Grows with everything that is registered. */
    progress(): number;
    /** Whether the program itself has come to its end. */
    ended(): boolean;
    /** Whether waiting for more is pointless. */
    failed(): boolean;
    /** How long a program may make no progress at all before it counts as stuck. */
    readonly patienceMs: number;
}

/**
 * Waits until nothing is under way any more. The SDK's own wait misses what an `apply` or an invoke still sets off,
 * and a program in which two things wait for each other would end node without a word.
 * A resource born after a real timer is missed as well: no program here may do that.
 */
export async function drain(run: Run): Promise<void> {
    const store = internals.getStore();
    // In a field, because TypeScript would take a variable that only a callback sets back for never set back.
    const calls = {
        over: true,
        /** One wait at a time: each one is itself a promise that the SDK keeps count of. */
        waitFor(): void {
            if (!calls.over) return;
            calls.over = false;
            void internals.waitForRPCs().then(() => (calls.over = true));
        },
    };
    let seen = -1;
    let since = Date.now();
    for (let turn = 0; !run.failed(); turn++) {
        calls.waitFor();
        await new Promise((resolve) => (turn < 200 ? setImmediate(resolve) : setTimeout(resolve, 2)));
        if (run.ended() && calls.over && store.leakCandidates.size === 0) {
            return;
        }
        const now = run.progress() + store.leakCandidates.size;
        if (now !== seen) {
            seen = now;
            since = Date.now();
        } else if (Date.now() - since > run.patienceMs) {
            throw new Error(
                `the program never finishes${waiting([...store.leakCandidates])}; do two resources wait for each other, or a component for a child of its own?`,
            );
        }
    }
}

/** The resources that were asked for and never came, by what the SDK wrote on their promises. */
function waiting(promises: readonly unknown[]): string {
    const labels = promises.map((each) =>
        /resource:([^[]+)\[([^\]]+)\]/.exec((each as { _debugCtx?: string })._debugCtx ?? ""),
    );
    const names = [
        ...new Set(labels.flatMap((label) => (label?.[1] === undefined ? [] : [`${label[2] ?? ""} "${label[1]}"`]))),
    ];
    return names.length === 0
        ? ""
        : `: ${names.slice(0, 5).join(", ")}${names.length > 5 ? ` and ${names.length - 5} more` : ""} never came`;
}
