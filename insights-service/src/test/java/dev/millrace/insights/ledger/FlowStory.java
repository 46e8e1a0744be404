package dev.millrace.insights.ledger;

import dev.millrace.events.forge.ChangeReviewed.Action;
import dev.millrace.events.forge.ChangeReviewed.Verdict;
import dev.millrace.events.forge.CheckState.Conclusion;
import dev.millrace.insights.fact.ChangeFact;
import dev.millrace.insights.fact.ChangeMomentFact;
import dev.millrace.insights.fact.ChangeMomentFact.Kind;
import dev.millrace.insights.fact.Facts;
import dev.millrace.insights.fact.FlowFacts;
import dev.millrace.insights.fact.ReviewFact;
import dev.millrace.insights.fact.RunFact;
import dev.millrace.insights.fact.RunFact.Stage;
import dev.millrace.insights.metric.Authors;
import dev.millrace.insights.metric.ChangeFlow;
import dev.millrace.insights.metric.ForeignRuns;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A story of {@code golden/flow.txt}, whose head describes the lines.
 *
 * @param name of the story
 * @param lines its events
 * @param answer the whole of it
 */
record FlowStory(String name, List<String> lines, String answer) {

    static List<FlowStory> all() {
        List<FlowStory> stories = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : text().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList()) {
            if (line.startsWith("= ")) {
                stories.add(new FlowStory(
                        lines.getFirst(), List.copyOf(lines.subList(1, lines.size())), line.substring(2)));
                lines.clear();
            } else {
                lines.add(line);
            }
        }
        return stories;
    }

    private static String text() {
        try (InputStream file = Objects.requireNonNull(FlowStory.class.getResourceAsStream("/golden/flow.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Instant at(String time) {
        return OffsetDateTime.parse("2026-" + (time.indexOf('-') < 0 ? "03-" : "") + time + "Z")
                .toInstant();
    }

    /** The items that are stored for these lines, in whatever order they are. */
    static List<Item> items(List<String> lines) {
        List<ChangeFact> changes = new ArrayList<>();
        List<ReviewFact> reviews = new ArrayList<>();
        List<ChangeMomentFact> moments = new ArrayList<>();
        List<RunFact> runs = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "opened" -> {
                    changes.add(change(words, lines));
                    if (words.length > 4) {
                        moments.add(moment(words, Kind.DRAFT));
                    }
                }
                case "ready" -> moments.add(moment(words, Kind.READY));
                case "drafted" -> moments.add(moment(words, Kind.DRAFT));
                case "pushed" -> moments.add(moment(words, Kind.PUSHED));
                case "enqueued" -> moments.add(moment(words, Kind.ENQUEUED));
                case "dequeued" -> moments.add(moment(words, Kind.DEQUEUED));
                case "review" -> reviews.add(review(words));
                case "run" -> runs.addAll(run(words));
                default -> {
                    // an end, which change() reads
                }
            }
        }
        List<Item> items = new ArrayList<>(FlowItems.ofChanges(ChangeFlow.of(
                Facts.of(List.of(), changes, List.of()),
                FlowFacts.of(reviews, moments, List.of(), List.of()),
                Authors.WITHOUT_AGENTS)));
        items.addAll(FlowItems.ofRuns(ForeignRuns.of(runs)));
        return items;
    }

    private static ChangeFact change(String[] opened, List<String> lines) {
        Optional<String[]> merged = end("merged", opened[1], lines);
        Optional<Instant> mergedAt = merged.map(words -> at(words[2]));
        Optional<Instant> closedAt =
                mergedAt.or(() -> end("closed", opened[1], lines).map(words -> at(words[2])));
        return new ChangeFact(
                Long.parseLong(opened[1]),
                "change",
                opened[3],
                false,
                "main",
                "topic",
                "x",
                false,
                mergedAt.map(at -> "m" + opened[1]),
                at(opened[2]),
                mergedAt,
                closedAt,
                List.of(),
                merged.filter(words -> words.length > 3)
                        .map(words -> new ChangeFact.Size(Long.parseLong(words[3]), Long.parseLong(words[4]))),
                at("30T00:00"));
    }

    private static Optional<String[]> end(String kind, String number, List<String> lines) {
        return lines.stream()
                .map(line -> line.split(" "))
                .filter(words -> words[0].equals(kind) && words[1].equals(number))
                .findFirst();
    }

    private static ChangeMomentFact moment(String[] words, Kind kind) {
        return new ChangeMomentFact(Long.parseLong(words[1]), kind, at(words[2]));
    }

    private static ReviewFact review(String[] words) {
        Verdict verdict = switch (words[4]) {
            case "approved" -> Verdict.APPROVED;
            case "changes" -> Verdict.CHANGES_REQUESTED;
            default -> Verdict.COMMENTED;
        };
        return new ReviewFact(
                words[1] + words[2] + words[3],
                Long.parseLong(words[1]),
                Action.SUBMITTED,
                words[3],
                words[3],
                false,
                verdict,
                at(words[2]));
    }

    /** As the forge reports it: the run, and its first job. */
    private static List<RunFact> run(String[] words) {
        Conclusion conclusion = Conclusion.valueOf(words[8]);
        return List.of(
                fact(words, "7", Stage.WAITING, words[5], Optional.empty()),
                fact(words, "7", Stage.RUNNING, words[6], Optional.empty()),
                fact(words, "7", Stage.COMPLETED, words[7], Optional.of(conclusion)),
                fact(words, "", Stage.COMPLETED, words[7], Optional.of(conclusion)));
    }

    private static RunFact fact(String[] words, String job, Stage stage, String time, Optional<Conclusion> conclusion) {
        return new RunFact(
                words[1],
                job,
                Long.parseLong(words[2]),
                stage,
                words[3],
                words[4],
                Optional.of("main"),
                conclusion,
                Optional.of(at(stage == Stage.COMPLETED ? words[6] : time)),
                at(time));
    }
}
