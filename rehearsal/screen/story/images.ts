import type { Fact, Fold } from "../../engine/journal";
import type { RunShown } from "../model";
import type { RunHistory } from "./runs";

/** Where images come from: the run whose job pushed the bytes first. */
export class ImageHistory implements Fold {
    private readonly pushedBy = new Map<string, RunShown | undefined>();
    /** What a tag names now, as `<repository>:<tag>`. */
    private readonly tagged = new Map<string, string>();
    /** The job that was last allowed to push. */
    private pusher = "";

    constructor(private readonly runs: RunHistory) {}

    public apply({ kind, about, data, blobs }: Fact): void {
        if (kind === "allowed" && about === "ecr:PutImage") this.pusher = String(data["as"]);
        if (kind !== "image") return;
        const digest = blobs?.[0] ?? "";
        if (typeof data["tag"] === "string") this.tagged.set(`${about}:${data["tag"]}`, digest);
        if (!this.pushedBy.has(digest)) this.pushedBy.set(digest, this.runs.runOf(this.pusher));
        this.pusher = "";
    }

    /** Digests of every image that was pushed. */
    public get pushed(): ReadonlySet<string> {
        return new Set(this.pushedBy.keys());
    }

    /** The digest in the name of an image, or what its tag names now; none where the image is not pushed here. */
    public digestOf(image: string): string | undefined {
        const [digest] = /sha256:[0-9a-f]{64}$/.exec(image) ?? [];
        return digest ?? this.tagged.get(image);
    }

    /** Digests that a run pushed before any other did. */
    public firstOf(run: RunShown): readonly string[] {
        return [...this.pushedBy].flatMap(([digest, by]) => (by === run ? [digest] : []));
    }

    /** The commit that the run's source read; none where the image was pushed from outside. */
    public commitOf(digest: string): string | undefined {
        const actions = this.pushedBy.get(digest)?.stages.flatMap((stage) => stage.actions) ?? [];
        const commits = actions.map(({ variables }) => variables["CommitId"]);
        return commits.find((commit) => typeof commit === "string");
    }
}
