// A tenth of the requests to one new task next to one old task says nothing about the new one, and doubles the cost of
// a rollout for it: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-bluegreen.html
import { ecsTargets, refusal, type Rule } from "./rule";

export const rule: Rule = (settings, about) =>
    ecsTargets(settings)
        .filter(({ target }) => target.count < 2 && ["canary", "linear"].includes(target.rollout.kind))
        .map(({ at, target }) =>
            refusal(
                about,
                [...at, "count"],
                target.count,
                `2 or more where the rollout is ${target.rollout.kind}, or rollout kind blue-green`,
                2,
                [[...at, "rollout"]],
            ),
        );
