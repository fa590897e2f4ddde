// Rules for the settings of images that others push, beyond their shape.
import { OUR_TAGS } from "../../carries/image-registry";
import type { SettingRule } from "../../setting-rules";

/** No tag can be called so: https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_PutImage.html */
export const EVERY_TAG = "*";

interface Settings {
    readonly tag: string;
    readonly mayPush: readonly string[];
}

/** A pipeline that waits for a tag which it sets itself would start itself. */
const tagIsTheirs: SettingRule<Settings> = ({ tag }) =>
    tag !== EVERY_TAG && OUR_TAGS.some((ours) => isLike(tag, ours))
        ? [
              {
                  at: ["tag"],
                  allowed: `a tag that is none of Fairlead's own, ${OUR_TAGS.join(", ")}: a line would be started by what it did`,
                  instead: "latest",
              },
          ]
        : [];

function isLike(tag: string, ours: string): boolean {
    return ours.endsWith("*") ? tag.startsWith(ours.slice(0, -1)) : tag === ours;
}

export const rules: readonly SettingRule<Settings>[] = [tagIsTheirs];
