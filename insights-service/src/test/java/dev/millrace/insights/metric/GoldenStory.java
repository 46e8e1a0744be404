package dev.millrace.insights.metric;

import dev.millrace.events.forge.DeploymentStatusChanged.State;
import dev.millrace.insights.fact.PushFact.PushedCommit;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A story of {@code golden/march.txt}, whose head describes the lines.
 *
 * @param name of the story
 * @param lines its events
 * @param answer all metrics
 */
record GoldenStory(String name, List<String> lines, String answer) {

    static List<GoldenStory> all() {
        List<GoldenStory> stories = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (String line : text().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList()) {
            if (line.startsWith("= ")) {
                stories.add(new GoldenStory(
                        lines.getFirst(), List.copyOf(lines.subList(1, lines.size())), line.substring(2)));
                lines.clear();
            } else {
                lines.add(line);
            }
        }
        return stories;
    }

    private static String text() {
        try (InputStream file = Objects.requireNonNull(GoldenStory.class.getResourceAsStream("/golden/march.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether {@link NaiveCalculator} applies. */
    boolean naive() {
        return !lines.contains("squashes");
    }

    /** Its facts, in the order of the lines. */
    Story story() {
        var story = new Story();
        lines.forEach(line -> add(story, line.split(" ")));
        return story;
    }

    private static void add(Story story, String[] words) {
        switch (words[0]) {
            case "commit" -> story.commit(words[1], at(words[2]), Arrays.copyOfRange(words, 3, words.length));
            case "titled" -> story.titled(words[1], rest(words, 4), at(words[2]), words[3]);
            case "written" -> story.written(words[1], at(words[2]), at(words[3]), rest(words, 5), words[4]);
            case "coauthor" -> story.coAuthor(rest(words, 1));
            case "agents" -> story.agents(words[1]);
            case "change" -> story.change(Long.parseLong(words[1]), rest(words, 5), words[4], words[3], at(words[2]));
            case "push" ->
                story.push(
                        words[1],
                        "",
                        words[2],
                        false,
                        Stream.of(words).skip(3).map(GoldenStory::pushed).toArray(PushedCommit[]::new));
            case "squash" ->
                story.merged(Long.parseLong(words[1]), words[3], words[4], words[5], at(words[2]), words.length > 6);
            case "deploy" -> deploy(story, words);
            case "status" -> story.status(words[1], words[2], State.valueOf(words[3]), words[4], at(words[5]));
            case "incident" ->
                story.incident(
                        words[1],
                        at(words[2]),
                        words[3].equals("-") ? "" : at(words[3]),
                        words.length > 4 ? words[4] : "");
            case "squashes" -> {
                // read by naive()
            }
            default -> throw new IllegalArgumentException("no line begins with " + words[0]);
        }
    }

    private static void deploy(Story story, String[] words) {
        if (words.length > 4) {
            story.deploy(words[1], words[2], at(words[3]), at(words[4]));
        } else {
            story.deploy(words[1], words[2], at(words[3]));
        }
    }

    private static PushedCommit pushed(String word) {
        String[] parts = word.split("@");
        return Story.pushed(parts[0], at(parts[1]));
    }

    private static String rest(String[] words, int from) {
        return String.join(" ", Arrays.copyOfRange(words, from, words.length));
    }

    private static String at(String time) {
        return "2026-" + (time.indexOf('-') < 0 ? "03-" : "") + time + "Z";
    }
}
