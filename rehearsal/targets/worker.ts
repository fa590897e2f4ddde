// Services that nobody sends requests to. What they run is told once, with all services of ECS.
import { processIsSound } from "../check/image-rules";
import { breakagesOfWorker } from "./ecs/breakages";
import type { RehearsedTarget } from "./types";

export const worker: RehearsedTarget = {
    follow: () => ({ running: [], apply: () => undefined }),
    breakages: breakagesOfWorker,
    rules: [processIsSound],
};
