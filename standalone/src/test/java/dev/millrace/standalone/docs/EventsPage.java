package dev.millrace.standalone.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code docs/events.md}: topics and event types, from {@code Topic}, {@code EventTypes} and the records. */
final class EventsPage {

    private static final String INTRODUCTION = """
            # Events

            <!-- Generated from event-contracts by ./millrace docs. Do not edit. -->

            Services exchange events on Kafka, and other programs may consume them ([Kafka](kafka.md) has users and rights). A record is a
            [CloudEvent](https://github.com/cloudevents/spec/blob/main/cloudevents/bindings/kafka-protocol-binding.md) in binary mode: the
            value is the JSON of the event, and these headers describe it:

            | Header | Content |
            |---|---|
            | `ce_type` | `dev.millrace.`, the name below, and the version: `dev.millrace.git.refs.moved.v1` |
            | `ce_id` | id of the event; the same each time the event is sent, except in a replay and a late report |
            | `ce_source`, `ce_subject` | where it comes from, and what it is about |
            | `ce_time` | when the fact happened |
            | `ce_millracedelivery`, `ce_millracehook` | the forge's delivery that it was made from, and the webhook, on `forge.*` |
            | `ce_replayid`, `ce_replayforced` | in a [replay](deliveries.md#replay), whose `ce_id` is new and whose `eventId` is that of the event |
            | `ce_millracelate` | on a push that was reported after it had been [reconciled](deliveries.md#reconciliation-of-refs); `ce_id` and `eventId` as in a replay |
            | `ce_millracesignature` | the platform's signature, on `access.*` |

            Delivery is at least once: a consumer that must act once remembers `ce_id`, and the `eventId` in the value where replays and late
            reports must not repeat an effect. Records with one key are in order. An event type gets
            new optional fields without a new version, so ignore fields that you do not know. The version changes with every other change.
            Field types: `?` marks an optional field, which is `null` or absent; times are ISO 8601 in UTC.
            """;

    private record Type(String name, String version, String topic, Sources.Found<ClassTree> event) {}

    private record TopicRow(String constant, String name, String partitions, String kept) {}

    private final Sources sources;
    private final List<Type> types = new ArrayList<>();
    private final List<TopicRow> topics = new ArrayList<>();
    /** Records that several events contain, as far as the page refers to them by now. */
    private final Map<String, Sources.Found<ClassTree>> shared = new TreeMap<>();

    EventsPage(Sources sources) {
        this.sources = sources;
        new TypeScanner().scan(type("EventTypes").path(), null);
        for (Tree member : type("Topic").tree().getMembers()) {
            if (member instanceof VariableTree constant
                    && constant.getInitializer() instanceof NewClassTree made
                    && made.getArguments().size() == 3) {
                topics.add(topic(constant.getName().toString(), made.getArguments()));
            }
        }
        if (types.isEmpty() || topics.isEmpty()) {
            throw new IllegalStateException(
                    "found %d event types in EventTypes and %d topics in Topic".formatted(types.size(), topics.size()));
        }
    }

    private TopicRow topic(String constant, List<? extends ExpressionTree> arguments) {
        var expressions = new Expressions(sources, "Topic");
        return new TopicRow(
                constant,
                expressions.value(arguments.get(0)).orElseThrow(),
                expressions.value(arguments.get(1)).orElseThrow(),
                expressions
                        .value(arguments.get(2))
                        .map(kept -> kept.replaceFirst("d$", kept.equals("1d") ? " day" : " days"))
                        .orElse("compacted"));
    }

    String markdown() {
        var page = new StringBuilder(INTRODUCTION);
        page.append("\n## Topics\n\n| Topic | Partitions | Kept | Events |\n|---|---|---|---|\n");
        for (TopicRow topic : topics) {
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(topic.name(), topic.partitions(), topic.kept(), names(topic)));
        }
        page.append("""

                Each service also writes `millrace.<service>.dlq` (12 partitions, 30 days): records that it could not process, with the
                reason ([Dead letters](deliveries.md#dead-letters)). `forge.raw` holds headers and body of each delivery as the forge sent them, `cdevents` what
                [CDEvents](cdevents.md) has a type for.
                """);
        types.forEach(type -> page.append(section(type.name(), type.event())));
        List.copyOf(shared.entrySet()).forEach(each -> page.append(section(each.getKey(), each.getValue())));
        return page.toString();
    }

    private String names(TopicRow topic) {
        return types.stream()
                .filter(type -> type.topic().equals(topic.constant()))
                .map(type -> "`" + type.name() + "`")
                .collect(Collectors.joining(", "));
    }

    private String section(String name, Sources.Found<ClassTree> type) {
        Javadoc javadoc = sources.javadoc(type.path());
        return "\n## `%s`\n\n%s\n\n| Field | Type | Meaning |\n|---|---|---|\n%s"
                .formatted(name, javadoc.paragraphs(), rows("", type, javadoc));
    }

    /** The components of a record; those of a nested record follow it, with its name as a prefix. */
    private String rows(String prefix, Sources.Found<ClassTree> event, Javadoc javadoc) {
        var rows = new StringBuilder();
        for (VariableTree component : components(event.tree())) {
            String name = component.getName().toString();
            String type = component.getType().toString();
            boolean optional = type.startsWith("Optional<");
            boolean list = type.matches("(List|Set)<.*");
            String inner = type.replaceAll("^(?:Optional|List|Set)<(.*)>$", "$1");
            var nested = sources.type(inner, event.tree().getSimpleName().toString());
            rows.append("| `%s%s` | %s%s%s | %s |\n"
                    .formatted(
                            prefix,
                            name,
                            list ? "list of " : "",
                            nested.map(this::nestedType).orElseGet(() -> plain(inner)),
                            optional ? "?" : "",
                            javadoc.param(name).orElse("")));
            nested.filter(found -> isRecord(found) && !isShared(found))
                    .ifPresent(found -> rows.append(
                            rows(prefix + name + (list ? "[]." : "."), found, sources.javadoc(found.path()))));
        }
        return rows.toString();
    }

    private static List<VariableTree> components(ClassTree event) {
        return event.getMembers().stream()
                .filter(VariableTree.class::isInstance)
                .map(VariableTree.class::cast)
                .filter(field -> field.getInitializer() == null
                        && !field.getModifiers().getFlags().contains(javax.lang.model.element.Modifier.STATIC))
                .toList();
    }

    private static boolean isRecord(Sources.Found<ClassTree> found) {
        return found.tree().getKind() == Tree.Kind.RECORD;
    }

    /** A record in a file of its own, which several events contain. */
    private static boolean isShared(Sources.Found<ClassTree> found) {
        return found.path().getParentPath().getLeaf() instanceof CompilationUnitTree;
    }

    private String nestedType(Sources.Found<ClassTree> found) {
        String name = found.tree().getSimpleName().toString();
        if (isRecord(found) && isShared(found)) {
            shared.put(name, found);
            return "[`%s`](#%s)".formatted(name, name.toLowerCase(Locale.ROOT));
        }
        return found.tree().getKind() == Tree.Kind.ENUM
                ? found.tree().getMembers().stream()
                        .filter(VariableTree.class::isInstance)
                        .map(VariableTree.class::cast)
                        .map(constant -> "`" + constant.getName() + "`")
                        .collect(Collectors.joining(", "))
                : "object";
    }

    private static String plain(String type) {
        return switch (type) {
            case "String" -> "text";
            case "int", "long", "Integer", "Long" -> "number";
            case "Instant" -> "time";
            case "boolean", "Boolean" -> "`true` or `false`";
            default -> type;
        };
    }

    private Sources.Found<ClassTree> type(String name) {
        return sources.type(name, "")
                .orElseThrow(() -> new IllegalStateException("event-contracts has no type " + name));
    }

    private final class TypeScanner extends TreePathScanner<Void, Void> {

        @Override
        public Void visitNewClass(NewClassTree made, Void unused) {
            if (made.getIdentifier().toString().equals("EventType")
                    && made.getArguments().getFirst() instanceof LiteralTree name
                    && made.getArguments().get(2) instanceof MemberSelectTree topic
                    && made.getArguments().get(3) instanceof MemberSelectTree event) {
                types.add(new Type(
                        name.getValue().toString(),
                        made.getArguments().get(1).toString(),
                        topic.getIdentifier().toString(),
                        type(event.getExpression().toString())));
            }
            return super.visitNewClass(made, null);
        }
    }
}
