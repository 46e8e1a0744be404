package dev.millrace.insights.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The answer of a story once more, from its lines and the definitions alone: loops over everything, minute by minute. */
final class NaiveFlow {

    private final List<String[]> lines;

    private NaiveFlow(List<String> lines) {
        this.lines = lines.stream().distinct().map(line -> line.split(" ")).toList();
    }

    static String answer(List<String> lines) {
        return new NaiveFlow(lines).march();
    }

    private String march() {
        List<Double> cycles = new ArrayList<>();
        List<Double> drafts = new ArrayList<>();
        List<Double> depths = new ArrayList<>();
        List<Double> reworks = new ArrayList<>();
        List<Double> sizes = new ArrayList<>();
        List<Double> queued = new ArrayList<>();
        List<Double> ages = new ArrayList<>();
        for (String[] opened : of("opened")) {
            String number = opened[1];
            Instant from = at(opened);
            Optional<String[]> merged = of("merged", number).stream().findFirst();
            Optional<Instant> end =
                    merged.or(() -> of("closed", number).stream().findFirst()).map(NaiveFlow::at);
            if (!from.isAfter(FlowAnswer.TO) && (end.isEmpty() || end.get().isAfter(FlowAnswer.TO))) {
                ages.add(minutes(from, FlowAnswer.TO));
            }
            if (merged.isPresent() && inMarch(end.orElseThrow())) {
                if (!end.get().isBefore(from)) {
                    cycles.add(minutes(from, end.get()));
                }
                drafts.add((double) draftMinutes(opened, end.get()));
                depths.add((double) byOthers(number, opened[3]).stream()
                        .filter(review -> !at(review).isAfter(end.get()))
                        .count());
                reworks.add((double) rounds(number, opened[3]));
                if (merged.get().length > 3) {
                    sizes.add(Double.parseDouble(merged.get()[3]));
                }
                stay(number, end.get()).ifPresent(since -> queued.add(minutes(since, end.get())));
            }
        }
        List<String[]> runs =
                of("run").stream().filter(run -> inMarch(FlowStory.at(run[7]))).toList();
        return FlowAnswer.line(
                cycles,
                drafts,
                depths,
                reworks,
                sizes,
                queued,
                ages,
                runs.stream().filter(run -> run[8].equals("SUCCESS")).count(),
                runs.stream().filter(run -> run[8].equals("FAILURE")).count(),
                runs.stream().filter(this::isFlaky).count(),
                runs.stream()
                        .mapToDouble(run -> minutes(FlowStory.at(run[6]), FlowStory.at(run[7])))
                        .sum(),
                runs.stream()
                        .map(run -> minutes(FlowStory.at(run[5]), FlowStory.at(run[6])))
                        .toList());
    }

    private List<String[]> of(String kind) {
        return lines.stream().filter(words -> words[0].equals(kind)).toList();
    }

    private List<String[]> of(String kind, String number) {
        return of(kind).stream().filter(words -> words[1].equals(number)).toList();
    }

    private static Instant at(String[] words) {
        return FlowStory.at(words[2]);
    }

    private static double minutes(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 60e3;
    }

    private static boolean inMarch(Instant time) {
        return !time.isBefore(FlowAnswer.FROM) && time.isBefore(FlowAnswer.TO);
    }

    /** Each minute until the end: is it a draft in it? */
    private long draftMinutes(String[] opened, Instant end) {
        long total = 0;
        for (Instant minute = at(opened); minute.isBefore(end); minute = minute.plusSeconds(60)) {
            total += isDraft(opened, minute) ? 1 : 0;
        }
        return total;
    }

    /** The last toggle until then decides; before the first it is what that one ended. */
    private boolean isDraft(String[] opened, Instant minute) {
        String[] last = null;
        String[] first = opened.length > 4 ? opened : null;
        for (String kind : List.of("drafted", "ready")) {
            for (String[] toggle : of(kind, opened[1])) {
                if (first == null || at(toggle).isBefore(at(first))) {
                    first = toggle;
                }
                if (!at(toggle).isAfter(minute) && (last == null || !at(toggle).isBefore(at(last)))) {
                    last = toggle;
                }
            }
        }
        return last == null ? first != null && !first[0].equals("drafted") : last[0].equals("drafted");
    }

    private List<String[]> byOthers(String number, String author) {
        return of("review", number).stream()
                .filter(review -> !review[3].equals(author) && !review[3].endsWith("[bot]"))
                .toList();
    }

    /** Pushes that answer a request for changes which no earlier push has answered, until the first approval. */
    private long rounds(String number, String author) {
        List<String[]> reviews = byOthers(number, author);
        List<Instant> pushes = of("pushed", number).stream().map(NaiveFlow::at).toList();
        return pushes.stream()
                .filter(push -> reviews.stream()
                        .noneMatch(review ->
                                review[4].equals("approved") && at(review).isBefore(push)))
                .filter(push -> reviews.stream()
                        .anyMatch(review -> review[4].equals("changes")
                                && !at(review).isAfter(push)
                                && pushes.stream()
                                        .noneMatch(other -> other.isBefore(push) && !other.isBefore(at(review)))))
                .count();
    }

    private Optional<Instant> stay(String number, Instant merged) {
        Instant last = null;
        for (String[] enqueued : of("enqueued", number)) {
            boolean left = of("dequeued", number).stream()
                    .anyMatch(dequeued ->
                            !at(dequeued).isBefore(at(enqueued)) && at(dequeued).isBefore(merged));
            if (at(enqueued).isBefore(merged)
                    && !left
                    && (last == null || at(enqueued).isAfter(last))) {
                last = at(enqueued);
            }
        }
        return Optional.ofNullable(last);
    }

    private boolean isFlaky(String[] run) {
        return run[8].equals("FAILURE")
                && of("run").stream()
                        .filter(other -> other[3].equals(run[3]) && other[4].equals(run[4]))
                        .filter(other -> other[8].equals("SUCCESS"))
                        .anyMatch(other -> other[1].equals(run[1])
                                ? Long.parseLong(other[2]) > Long.parseLong(run[2])
                                : FlowStory.at(other[7]).isAfter(FlowStory.at(run[7])));
    }
}
