package dev.millrace.pipeline.command;

import dev.millrace.kit.text.HiddenCharacters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads a line that {@link CommandLines} found. Pure. */
final class ReadCommand {

    /** In UTF-16 units; a longer line is no command that a person typed. */
    static final int LONGEST = 4_000;

    private static final int MOST_ARGUMENTS = 50;
    private static final Pattern WORKFLOW = Pattern.compile("([A-Za-z0-9_-]{1,100})(?::(\\w[\\w.-]{0,127}))?");
    private static final Pattern SHA = Pattern.compile("[0-9a-f]{12,40}");

    private ReadCommand() {}

    /** What a line means. */
    sealed interface Reading {

        /** A command. */
        record Understood(Command command) implements Reading {}

        /** @param reason for the author, in plain text */
        record Unclear(String reason) implements Reading {}
    }

    /** The command in a line, or why it is none. */
    static Reading of(String line) {
        if (line.length() > LONGEST) {
            return unclear("a command has at most %d characters".formatted(LONGEST));
        }
        if (HiddenCharacters.find(line).isPresent()) {
            return unclear("it contains a character that is invisible, or that changes how others are shown");
        }
        Optional<List<String>> words = CommandWords.split(line);
        if (words.isEmpty()) {
            return unclear("a quote is not closed, or a backslash ends the line");
        }
        List<String> arguments = words.get().subList(1, words.get().size());
        String verb = words.get().getFirst().substring(1).toLowerCase(Locale.ROOT);
        return switch (verb) {
            case "ops" -> ops(arguments);
            case "test" -> test(arguments);
            case "ok-to-test" -> okToTest(arguments);
            case "skip" ->
                one(arguments)
                        .<Reading>map(name -> new Reading.Understood(new Command.Skip(name)))
                        .orElseGet(() -> use("/skip <pipeline>"));
            case "override" ->
                one(arguments)
                        .<Reading>map(name -> new Reading.Understood(new Command.OverrideCheck(name)))
                        .orElseGet(() -> use("/override <check>"));
            case "retest" -> alone(arguments, "/retest", new Command.Retest());
            case "cancel" -> alone(arguments, "/cancel", new Command.Cancel());
            case "hold" -> alone(arguments, "/hold", new Command.Hold());
            case "unhold" -> alone(arguments, "/unhold", new Command.Unhold());
            default -> unclear("there is no command '%s'".formatted(verb));
        };
    }

    private static Reading ops(List<String> words) {
        if (words.isEmpty()) {
            return new Reading.Understood(new Command.Help());
        }
        List<String> arguments = words.subList(1, words.size());
        return switch (words.getFirst().toLowerCase(Locale.ROOT)) {
            case "help" -> new Reading.Understood(new Command.Help());
            case "run", "start" -> run(arguments);
            case "stop" ->
                one(arguments)
                        .<Reading>map(build -> new Reading.Understood(new Command.Stop(build)))
                        .orElseGet(() -> use("/ops stop <build>"));
            case "list" ->
                arguments.size() > 1
                        ? use("/ops list [filter]")
                        : new Reading.Understood(
                                new Command.ListWorkflows(arguments.stream().findFirst()));
            case "status" -> alone(arguments, "/ops status", new Command.Status());
            case "measure" -> alone(arguments, "/ops measure", new Command.Measure());
            default -> unclear("/ops has no command '%s'; /ops help lists them".formatted(words.getFirst()));
        };
    }

    private static Reading run(List<String> words) {
        if (words.isEmpty()) {
            return use("/ops run <name>[:<version>] [argument...]");
        }
        var name = WORKFLOW.matcher(words.getFirst());
        if (!name.matches()) {
            return unclear("'%s' is no name of a workflow".formatted(words.getFirst()));
        }
        List<String> arguments = words.subList(1, words.size());
        if (arguments.size() > MOST_ARGUMENTS) {
            return unclear("a command has at most %d arguments".formatted(MOST_ARGUMENTS));
        }
        return new Reading.Understood(new Command.Run(name.group(1), Optional.ofNullable(name.group(2)), arguments));
    }

    private static Reading test(List<String> words) {
        if (words.size() > 1) {
            return use("/test [all|<pipeline>|?]");
        }
        Optional<String> which = words.stream().findFirst();
        if (which.filter("?"::equals).isPresent()) {
            return new Reading.Understood(new Command.AskTests());
        }
        return new Reading.Understood(new Command.Test(which.filter(name -> !name.equalsIgnoreCase("all"))));
    }

    private static Reading okToTest(List<String> words) {
        Optional<String> sha = words.stream().findFirst().map(word -> word.toLowerCase(Locale.ROOT));
        boolean isRight = words.size() <= 1
                && sha.map(SHA::matcher).map(matcher -> matcher.matches()).orElse(true);
        return isRight
                ? new Reading.Understood(new Command.OkToTest(sha))
                : use("/ok-to-test [<the first 12 or more digits of the commit>]");
    }

    private static Optional<String> one(List<String> words) {
        return words.size() == 1 ? Optional.of(words.getFirst()) : Optional.empty();
    }

    private static Reading alone(List<String> words, String use, Command command) {
        return words.isEmpty() ? new Reading.Understood(command) : use(use);
    }

    private static Reading use(String use) {
        return unclear("it is written: " + use);
    }

    private static Reading unclear(String reason) {
        return new Reading.Unclear(reason);
    }
}
