package dev.millrace.pipeline.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.pipeline.build.BuildRow;
import dev.millrace.pipeline.build.TestBuilds;
import dev.millrace.pipeline.workflow.TriggerEvent;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CacheScopeTest {

    private static final Optional<String> DEFAULT = Optional.of("trunk");

    @Test
    void aBranchReadsItsOwnAndThoseOfTheBranchesItComesFrom() {
        CacheScope scope = CacheScope.of(build(TriggerEvent.PUSHED, Optional.empty()), DEFAULT, false);

        assertThat(scope.write()).contains("branch:topic");
        assertThat(scope.read()).containsExactly("branch:topic", "branch:main", "branch:trunk");
    }

    @Test
    void aChangeWritesWhereOnlyThatChangeReads() {
        CacheScope scope = CacheScope.of(build(TriggerEvent.CHANGE_SYNCHRONIZED, Optional.of(7L)), DEFAULT, false);

        assertThat(scope.write()).contains("change:7");
        assertThat(scope.read()).containsExactly("change:7", "branch:main", "branch:trunk");
    }

    @Test
    void aChangeFromAForkReadsThoseOfItsBaseAndWritesNone() {
        BuildRow build = build(TriggerEvent.CHANGE_OPENED, Optional.of(7L));

        CacheScope approved = CacheScope.of(build, DEFAULT, true);
        CacheScope untrusted = CacheScope.of(TestBuilds.untrusted(build), DEFAULT, false);

        assertThat(approved.write()).isEmpty();
        assertThat(approved.read()).containsExactly("branch:main", "branch:trunk");
        assertThat(untrusted).isEqualTo(approved);
    }

    @Test
    void aCommandOnAChangeIsOneOfTheChangeWhateverItsBranchIsCalled() {
        CacheScope scope = CacheScope.of(build(TriggerEvent.MANUAL, Optional.of(7L)), Optional.of("topic"), false);

        assertThat(scope.write()).contains("change:7");
    }

    @Test
    void aRequestThatMayNameATagDoesNotWriteWhereTheBranchReads() {
        CacheScope scope = CacheScope.of(build(TriggerEvent.MANUAL, Optional.empty()), Optional.empty(), false);

        assertThat(scope.write()).contains("manual:topic");
        assertThat(scope.read()).startsWith("manual:topic", "branch:topic");
    }

    @Test
    void aTagHasItsOwnAndAMergeGroupNone() {
        assertThat(CacheScope.of(build(TriggerEvent.TAG_CREATED, Optional.empty()), DEFAULT, false)
                        .write())
                .contains("tag:topic");
        assertThat(CacheScope.of(build(TriggerEvent.MERGE_GROUP, Optional.empty()), DEFAULT, false)
                        .write())
                .isEmpty();
    }

    private static BuildRow build(TriggerEvent event, Optional<Long> change) {
        return TestBuilds.build(
                "acme", "acme/widgets", TestBuilds.pipeline(TestBuilds.job("j")), event, "beef".repeat(10), change);
    }
}
