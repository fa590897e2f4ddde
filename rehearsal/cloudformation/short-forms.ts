// `!Ref` and its like: functions of a template as tags of YAML.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
import { isCollection, Pair, Scalar, type Tags, YAMLMap, type YAMLSeq } from "yaml";

const WITHOUT_PREFIX = ["Ref", "Condition"];
const FUNCTIONS = [
    ...["And", "Base64", "Cidr", "Equals", "FindInMap", "ForEach", "GetAtt", "GetAZs", "If", "ImportValue"],
    ...["Join", "Length", "Not", "Or", "Select", "Split", "Sub", "ToJsonString", "Transform"],
];

function longForm(tag: string, name: string): Tags {
    const wrapped = (value: string | YAMLMap | YAMLSeq): unknown => {
        // A plain text is a value that the parser takes as it is; a list may have further tags in it.
        if (!isCollection(value)) return { [name]: value };
        const map = new YAMLMap();
        map.items.push(new Pair(new Scalar(name), value));
        return map;
    };
    return [
        { tag, resolve: (value: string) => wrapped(value) },
        { tag, collection: "seq" as const, resolve: wrapped },
        { tag, collection: "map" as const, resolve: wrapped },
    ];
}

/** For the parser of YAML: each short form becomes the object that JSON would have. */
export const SHORT_FORMS: Tags = [
    ...WITHOUT_PREFIX.flatMap((name) => longForm(`!${name}`, name)),
    ...FUNCTIONS.flatMap((name) => longForm(`!${name}`, `Fn::${name}`)),
];
