package dev.millrace.pipeline.workflow;

import java.util.List;
import java.util.Optional;

/**
 * What is known of an event when the triggers, filters and conditions of a file are evaluated for it.
 *
 * @param repository {@code owner/name} of the repository of the event
 * @param home {@code owner/name} of the repository that contains the file, which {@code self} stands for
 * @param event what happened
 * @param ref short name: the head branch of a change, the branch that was pushed, the temporary branch of a merge group, or the tag
 * @param baseRef short name of the branch that a change or a merge group goes into; empty for others
 * @param changeNumber number of the change; empty for others
 * @param changedFiles paths from the root of the repository that the event changes; empty when they are not known
 */
public record EventFacts(
        String repository,
        String home,
        TriggerEvent event,
        String ref,
        Optional<String> baseRef,
        Optional<Long> changeNumber,
        Optional<List<String>> changedFiles) {

    public EventFacts {
        changedFiles = changedFiles.map(List::copyOf);
    }

    /** The same event with the files that it changes; empty when they are not known. */
    public EventFacts withChangedFiles(Optional<List<String>> files) {
        return new EventFacts(repository, home, event, ref, baseRef, changeNumber, files);
    }

    /** The same facts under the name of another event. */
    EventFacts as(TriggerEvent other) {
        return new EventFacts(repository, home, other, ref, baseRef, changeNumber, changedFiles);
    }

    /** The branch that the event is about: the pushed one, or the head of a change; empty for a tag. */
    Optional<String> branch() {
        return event == TriggerEvent.TAG_CREATED ? Optional.empty() : Optional.of(ref);
    }

    /** The tag that the event is about; empty if it is about a branch. */
    Optional<String> tag() {
        return event == TriggerEvent.TAG_CREATED ? Optional.of(ref) : Optional.empty();
    }
}
