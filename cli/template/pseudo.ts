// What CloudFormation knows of a stack by itself.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
import { arnIn, type Place } from "../../plan/arn";
import { partitionOf } from "../../text/partition";
import { hexOf } from "../plan/names";

export const PSEUDO = [
    ...["AWS::AccountId", "AWS::NotificationARNs", "AWS::NoValue", "AWS::Partition", "AWS::Region", "AWS::StackId"],
    ...["AWS::StackName", "AWS::URLSuffix"],
];

/** Those that `--parameter` may set. */
export const GIVEN = ["AWS::AccountId", "AWS::Region", "AWS::StackName"];

export function pseudoOf(stack: string, place: Place): Readonly<Record<string, string>> {
    const id = hexOf(`${stack} ${place.account} ${place.region}`, 32);
    const uuid = id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    return {
        "AWS::AccountId": place.account,
        "AWS::Region": place.region,
        "AWS::StackName": stack,
        "AWS::StackId": arnIn(place, "cloudformation", `stack/${stack}/${uuid}`),
        "AWS::Partition": partitionOf(place.region),
        "AWS::URLSuffix": place.region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com",
    };
}
