import type { GithubRepository } from "../documents/github-trust";
import type { Integration } from "../documents/workflow";
import type { Platform } from "../shell";

/** What a line says of the workflow that makes its releases. */
export interface Workflow extends GithubRepository {
    /** Whose pushes are released. */
    readonly branch: string;
    /** Name of the workflow's file. */
    readonly file: string;
    /** Of the user that it signs in by. @default - none: it signs in by GitHub's token */
    readonly accessKeys?: readonly string[];
    /** Environment on GitHub whose reviewers agree before a release is published. @default - nobody is asked there */
    readonly environment?: string;
    readonly platform: Platform;
    readonly integration: Integration;
    /** Whose jobs projects of CodeBuild work, by GitHub's numbers of them; none for anybody's. @default - runners that GitHub hosts work them */
    readonly codebuild?: { readonly actorAccountIds: readonly string[] };
    /** Whether it is signed where an image comes from, and what it holds. */
    readonly attest: boolean;
    /** How long a run waits for its release to be live; 0 for not at all. */
    readonly waitMinutes: number;
}
