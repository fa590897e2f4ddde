// Who pushed, as a workflow of GitHub says it.
import { BELIEVED } from "../../../components/line/approval";
import { refusing } from "./rule";

/** What anybody who may push can have a workflow say is no proof of a second person; it is believed by name or not at all. */
export const whatAWorkflowSaysIsBelievedByName = refusing(({ approval, loosen }) => {
    if (Object.keys(approval.people).length === 0 || loosen.some((name) => name === BELIEVED)) return [];
    return [
        {
            at: ["approval", "people"],
            is: "names persons by what a workflow says of whom it runs for",
            allowed: `nothing; or ${BELIEVED} in loosen: whoever may change the workflow may have it say another`,
            alsoStack: [["loosen"]],
        },
    ];
});
