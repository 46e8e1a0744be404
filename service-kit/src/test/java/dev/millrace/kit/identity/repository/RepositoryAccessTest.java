package dev.millrace.kit.identity.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.events.access.ReadersChanged;
import dev.millrace.events.access.ReadingChosen;
import dev.millrace.events.access.ReadingChosen.Decider;
import dev.millrace.kit.error.MillraceException;
import dev.millrace.kit.identity.Caller;
import dev.millrace.kit.identity.Role;
import dev.millrace.kit.identity.Scope;
import dev.millrace.kit.identity.repository.ReadOutcome.NotAReader;
import dev.millrace.kit.identity.repository.ReadOutcome.NotChecked;
import dev.millrace.kit.identity.repository.ReadOutcome.Outdated;
import dev.millrace.kit.identity.repository.ReadOutcome.Readable;
import dev.millrace.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RepositoryAccessTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration COUNTS = Duration.ofHours(24);
    private static final UUID ANN = UUID.fromString("5d2c8f0e-6b7a-4f1d-8e3c-1a2b3c4d5e6f");
    private static final UUID BEN = UUID.fromString("6f1f0a52-6f0e-4a0f-9f63-7f2f2a1b0005");
    private static final Optional<String> WIDGETS = Optional.of("github.com:900100");
    private static final Optional<String> GADGETS = Optional.of("github.com:900200");
    private static final Optional<String> AT_NO_FORGE = Optional.empty();

    private final SettableClock clock = new SettableClock(NOW);
    private final RepositoryAccess access = new RepositoryAccess(clock);

    @BeforeEach
    void know() {
        access.knownUnless(Optional::empty);
    }

    @Test
    void letsEveryoneReadWhereTheTeamDecides() {
        readers(WIDGETS, ANN);

        assertThat(access.mayRead(person(BEN), "acme", WIDGETS)).isEqualTo(new Readable());
        access.apply(chosen(Decider.FORGE, NOW));
        access.apply(chosen(Decider.TEAM, NOW.plusSeconds(1)));
        assertThat(access.mayRead(person(BEN), "acme", WIDGETS)).isEqualTo(new Readable());
        assertThat(access.visible(person(BEN)).areAll()).isTrue();
    }

    @Test
    void letsAPersonReadWhatTheForgeLetsOneOfTheAccountsRead() {
        access.apply(chosen(Decider.FORGE, NOW));
        readers(WIDGETS, ANN);

        assertThat(access.mayRead(person(ANN), "acme", WIDGETS)).isEqualTo(new Readable());
        assertThat(access.mayRead(person(BEN), "acme", WIDGETS)).isEqualTo(new NotAReader(NOW));
        assertThat(access.mayRead(person(ANN), "acme", GADGETS)).isEqualTo(new NotChecked());
        assertThat(access.mayRead(person(ANN), "acme", Optional.of(RepositoryAccess.UNKNOWN_UPSTREAM)))
                .isEqualTo(new NotChecked());
        assertThat(access.mayRead(person(BEN), "acme", AT_NO_FORGE)).isEqualTo(new Readable());
    }

    @Test
    void limitsPeopleOnlyAndNoOwners() {
        access.apply(chosen(Decider.FORGE, NOW));

        assertThat(access.reads(caller(Optional.of(BEN), Optional.of(Role.OWNER)), "acme", WIDGETS))
                .isTrue();
        assertThat(access.reads(caller(Optional.empty(), Optional.of(Role.VIEWER)), "acme", WIDGETS))
                .as("a token of the team")
                .isTrue();
        assertThat(access.reads(caller(Optional.empty(), Optional.empty()), "acme", WIDGETS))
                .as("a token that a key of the team signed")
                .isTrue();
        assertThat(access.reads(caller(Optional.of(BEN), Optional.empty()), "acme", WIDGETS))
                .as("a person without a role")
                .isFalse();
    }

    @Test
    void closesWhenTheForgeWasNotAskedForTooLong() {
        access.apply(chosen(Decider.FORGE, NOW));
        readers(WIDGETS, ANN);

        clock.advance(COUNTS.minusSeconds(1));
        assertThat(access.reads(person(ANN), "acme", WIDGETS)).isTrue();
        clock.advance(Duration.ofSeconds(1));

        assertThat(access.mayRead(person(ANN), "acme", WIDGETS)).isEqualTo(new Outdated(NOW));
        assertThat(access.visible(person(ANN)).shows(WIDGETS)).isFalse();
    }

    @Test
    void listsWhatAPersonReads() {
        access.apply(chosen(Decider.FORGE, NOW));
        readers(WIDGETS, ANN, BEN);
        readers(GADGETS, BEN);

        VisibleRepositories visible = access.visible(person(ANN));

        assertThat(visible.only()).contains(Set.of("github.com:900100"));
        assertThat(visible.shows(WIDGETS)).isTrue();
        assertThat(visible.shows(GADGETS)).isFalse();
        assertThat(visible.shows(AT_NO_FORGE)).isTrue();
    }

    @Test
    void closesARepositoryThatIsNotCoveredAnyMore() {
        access.apply(chosen(Decider.FORGE, NOW));
        readers(WIDGETS, ANN);

        access.apply(new ReadersChanged(
                UUID.randomUUID(), "acme", WIDGETS.orElseThrow(), List.of(), NOW, NOW, NOW.plusSeconds(1)));

        assertThat(access.mayRead(person(ANN), "acme", WIDGETS)).isEqualTo(new NotChecked());
    }

    @Test
    void answersNoPersonBeforeItKnowsWhatWasPublished() {
        access.knownUnless(() -> Optional.of("the topic has not been read yet"));

        assertThatThrownBy(() -> access.mayRead(person(ANN), "acme", WIDGETS))
                .isInstanceOfSatisfying(
                        MillraceException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(503));
        assertThatThrownBy(() -> access.visible(person(ANN))).isInstanceOf(MillraceException.class);
        assertThat(access.reads(caller(Optional.empty(), Optional.empty()), "acme", WIDGETS))
                .isTrue();
    }

    private void readers(Optional<String> repository, UUID... people) {
        access.apply(new ReadersChanged(
                UUID.randomUUID(), "acme", repository.orElseThrow(), List.of(people), NOW, NOW.plus(COUNTS), NOW));
    }

    private static ReadingChosen chosen(Decider decider, Instant at) {
        return new ReadingChosen(UUID.randomUUID(), "acme", decider, at);
    }

    private static Caller person(UUID user) {
        return caller(Optional.of(user), Optional.of(Role.MAINTAINER));
    }

    private static Caller caller(Optional<UUID> user, Optional<Role> role) {
        return new Caller(
                "acme",
                "someone",
                user,
                role,
                false,
                Optional.empty(),
                Set.of(Scope.ORG_READ),
                List.of(),
                NOW.plusSeconds(3_600));
    }
}
