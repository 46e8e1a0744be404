package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventFilterTest {

    private static final List<String> NONE = List.of();

    @Test
    void comparesTheBranchThatAChangeGoesIntoAndTheBranchThatIsPushed() {
        var filter = new EventFilter(List.of("main", "release/*"), NONE, NONE, NONE, NONE, NONE);

        assertThat(filter.accepts(change("topic", "main"))).isTrue();
        assertThat(filter.accepts(change("main", "develop"))).isFalse();
        assertThat(filter.accepts(push("release/1"))).isTrue();
        assertThat(filter.accepts(push("topic"))).isFalse();
        assertThat(filter.accepts(tag("v1"))).isTrue();
    }

    @Test
    void excludesWhatIsIgnored() {
        var filter =
                new EventFilter(List.of("release/*"), List.of("release/old-*"), NONE, List.of("*-rc*"), NONE, NONE);

        assertThat(filter.accepts(push("release/1"))).isTrue();
        assertThat(filter.accepts(push("release/old-1"))).isFalse();
        assertThat(filter.accepts(tag("v1"))).isTrue();
        assertThat(filter.accepts(tag("v1-rc1"))).isFalse();
    }

    @Test
    void comparesTagsOnly() {
        var filter = new EventFilter(NONE, NONE, List.of("v*"), NONE, NONE, NONE);

        assertThat(filter.accepts(tag("v1"))).isTrue();
        assertThat(filter.accepts(tag("nightly"))).isFalse();
        assertThat(filter.accepts(push("topic"))).isTrue();
    }

    @Test
    void requiresOneFileThatMatchesAndIsNotIgnored() {
        var filter = new EventFilter(NONE, NONE, NONE, NONE, List.of("src/**"), List.of("**/*.md"));

        assertThat(filter.accepts(changing("src/A.java", "README.md"))).isTrue();
        assertThat(filter.accepts(changing("README.md", "src/notes.md"))).isFalse();
        assertThat(filter.accepts(changing("docs/a.txt"))).isFalse();
        assertThat(filter.accepts(changing())).isFalse();
    }

    @Test
    void excludesOnlyByIgnoredFilesWithoutOtherPaths() {
        var filter = new EventFilter(NONE, NONE, NONE, NONE, NONE, List.of("docs/**"));

        assertThat(filter.accepts(changing("docs/a.md"))).isFalse();
        assertThat(filter.accepts(changing("docs/a.md", "pom.xml"))).isTrue();
    }

    @Test
    void acceptsFilesThatAreNotKnown() {
        var filter = new EventFilter(NONE, NONE, NONE, NONE, List.of("src/**"), NONE);
        List<String> many = Collections.nCopies(EventFilter.MOST_FILES + 1, "docs/a.md");

        assertThat(filter.accepts(push("main"))).isTrue();
        assertThat(filter.accepts(tag("v1"))).isTrue();
        assertThat(filter.accepts(changing(many.toArray(String[]::new)))).isTrue();
    }

    private static EventFacts changing(String... files) {
        return facts(TriggerEvent.PUSHED, "main", Optional.empty(), Optional.of(List.of(files)));
    }

    private static EventFacts change(String head, String base) {
        return facts(TriggerEvent.CHANGE_SYNCHRONIZED, head, Optional.of(base), Optional.empty());
    }

    private static EventFacts push(String branch) {
        return facts(TriggerEvent.PUSHED, branch, Optional.empty(), Optional.empty());
    }

    private static EventFacts tag(String name) {
        return facts(TriggerEvent.TAG_CREATED, name, Optional.empty(), Optional.empty());
    }

    private static EventFacts facts(
            TriggerEvent event, String ref, Optional<String> base, Optional<List<String>> files) {
        return new EventFacts("a/b", "a/b", event, ref, base, Optional.empty(), files);
    }
}
