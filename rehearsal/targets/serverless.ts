// Models that run while somebody asks. What is known of both kinds is told once, by the other one.
import { hosted } from "./sagemaker";
import type { RehearsedTarget } from "./types";

export const serverless: RehearsedTarget = {
    follow: () => ({ running: [], apply: () => undefined }),
    breakages: hosted.breakages,
};
