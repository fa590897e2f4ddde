import { zipSync, strToU8 } from "fflate";

import type { JsonObject } from "../../../plan/document";
import { text, type PlannedResource, type Plans } from "../../../plan/plans";
import { digestOf } from "../../../rehearsal/engine/folder";
import type { Digest, Fact } from "../../../rehearsal/engine/journal";

/** Blobs without a disk. */
export class Bytes {
    private readonly all = new Map<string, Buffer>();

    public put(bytes: Uint8Array): Digest {
        const digest = digestOf(bytes);
        this.all.set(digest, Buffer.from(bytes));
        return digest;
    }

    public get(digest: Digest): Buffer {
        const found = this.all.get(digest);
        if (!found) throw new Error(`no blob ${digest}`);
        return found;
    }

    public has(digest: string): digest is Digest {
        return this.all.has(digest);
    }

    public zip(files: Readonly<Record<string, string>>): Digest {
        return this.put(
            zipSync(Object.fromEntries(Object.entries(files).map(([name, body]) => [name, strToU8(body)])), {
                mtime: new Date("2026-01-01"),
            }),
        );
    }
}

/** Tells facts as the engine does, on a clock of its own. */
export class Teller {
    public readonly facts: Fact[] = [];
    public readonly blobs = new Bytes();
    private now = Date.UTC(2026, 10, 21, 9, 30);

    constructor(public readonly plans: Plans) {}

    public wait(seconds: number): this {
        this.now += seconds * 1000;
        return this;
    }

    public record(kind: string, about: string, data: JsonObject = {}, ...blobs: Digest[]): Fact {
        const fact = {
            n: this.facts.length + 1,
            at: this.now,
            kind,
            about,
            data,
            ...(blobs.length > 0 ? { blobs } : {}),
        };
        this.facts.push(fact);
        return fact;
    }

    public say(about: string, ...lines: string[]): void {
        for (const text of lines) this.wait(0.04).record("line", about, { text });
    }

    /** The only resource of a stack with this type and name. */
    public planned(stack: string, type: string, name: string): PlannedResource {
        const found = this.plans
            .ofType(type)
            .find(({ plan, resource }) => plan.stack === stack && resource.name === name);
        if (!found) throw new Error(`${stack} plans no ${type} ${name}`);
        return found.resource;
    }

    public arn(stack: string, type: string, name: string): string {
        return text(this.planned(stack, type, name), "arn");
    }

    public allowed(role: string, as: string, ...calls: (readonly [action: string, on: string])[]): void {
        for (const [action, on] of calls) this.record("allowed", action, { role, as, on });
    }

    public event(source: string, type: string, detail: JsonObject, rule?: string, bus = "default"): void {
        const { n } = this.record("event", bus, { source, "detail-type": type, detail });
        if (rule !== undefined) this.record("matched", rule, { event: n, target: "pipeline" });
        else
            this.record("unmatched", bus, {
                event: n,
                why: [
                    { rule: "notifications-failed", why: 'detail.state is "SUCCEEDED"; the pattern takes "FAILED"' },
                    { rule: "web-make-image", why: 'source is "aws.codepipeline"; the pattern takes "aws.ecr"' },
                ],
            });
    }
}
