package dev.millrace.pipeline.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConcurrencyDefinitionTest {

    @Test
    void replacesVariablesOnce() {
        var group = new ConcurrencyDefinition("a ${branch} ${base} ${number} ${tag}.${event} ${other}", false);

        assertThat(group.groupOf(new EventFacts(
                        "a/b",
                        "a/b",
                        TriggerEvent.CHANGE_OPENED,
                        "x${base}$1",
                        Optional.of("main"),
                        Optional.of(7L),
                        Optional.empty())))
                .isEqualTo("a x${base}$1 main 7 .pull_request.opened ${other}");
    }
}
