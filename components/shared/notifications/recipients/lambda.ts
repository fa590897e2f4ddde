import { Permission } from "@pulumi/aws/lambda";
import { z } from "zod";

import type { RecipientKind } from "../seams";
import { subscribe } from "../topic";
import { isHere } from "./here";

const settings = z.strictObject({
    functionArn: z
        .string()
        .regex(/^arn:aws[\w-]*:lambda:[\w-]+:\d{12}:function:[\w-]{1,64}$/)
        .meta({
            description: "A function of yours that is invoked with each event; Fairlead lets SNS invoke it.",
            allowed: "the ARN of a Lambda function, without a version or an alias",
            examples: ["arn:aws:lambda:eu-west-1:111122223333:function:tell"],
        }),
});

/** A function that is invoked with AWS's event in SNS's envelope. */
export const lambda: RecipientKind<"lambda", typeof settings> = {
    to: "lambda",
    form: "events",
    settings,
    rules: ({ functionArn }, about) => isHere("functionArn", functionArn, about),
    label: ({ functionArn }) => functionArn.split(":").pop() ?? functionArn,
    make({ subscription }, { functionArn }, topic, _from, opts) {
        // https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html
        const permission = new Permission(
            subscription,
            {
                action: "lambda:InvokeFunction",
                function: functionArn,
                principal: "sns.amazonaws.com",
                sourceArn: topic.arn,
            },
            opts,
        );
        subscribe(subscription, topic, { protocol: "lambda", endpoint: functionArn, after: [permission] }, opts);
    },
    nextSteps: () => [],
};
