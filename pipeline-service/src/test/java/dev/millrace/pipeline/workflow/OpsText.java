package dev.millrace.pipeline.workflow;

import dev.millrace.pipeline.workflow.OpsFileOutcome.Broken;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What the reader made of a file, as text: all components of its records except empty ones and zeros. */
final class OpsText {

    private OpsText() {}

    static String of(OpsFileOutcome outcome) {
        return outcome instanceof Broken broken
                ? "%d:%d: %s%n".formatted(broken.line(), broken.column(), broken.reason())
                : record((Record) outcome, "");
    }

    private static String record(Record record, String indent) {
        StringBuilder text = new StringBuilder();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = plain(value(record, component));
            if (!isEmpty(value)) {
                text.append(indent).append(component.getName()).append(':').append(value(value, indent));
            }
        }
        return text.toString();
    }

    private static String value(Object value, String indent) {
        if (value instanceof List<?> list && list.getFirst() instanceof Record && isLong(list.getFirst())) {
            return "\n"
                    + list.stream()
                            .map(item -> indent + "- "
                                    + record((Record) item, indent + "  ").stripLeading())
                            .collect(Collectors.joining());
        }
        if (value instanceof Record record && isLong(record)) {
            return "\n" + record(record, indent + "  ");
        }
        if (value instanceof List<?> list) {
            return "\n"
                    + list.stream()
                            .map(item -> indent + "- " + line(item) + "\n")
                            .collect(Collectors.joining());
        }
        return " " + line(value) + "\n";
    }

    private static boolean isLong(Object record) {
        return !(record instanceof TriggerPattern || record instanceof OpsWarning || record instanceof PortMapping);
    }

    private static String line(Object value) {
        return switch (value) {
            case TriggerPattern(String repository, TriggerEvent event, Optional<String> ref) ->
                repository + " " + event.wireName() + ref.map(" "::concat).orElse("");
            case OpsWarning warning -> warning.text();
            case PortMapping(int host, int container) -> host + ":" + container;
            case Map<?, ?> map -> new TreeMap<>(map).toString();
            default -> value.toString().replace("\n", "\\n");
        };
    }

    private static Object plain(Object value) {
        return value instanceof Optional<?> optional ? optional.isPresent() ? optional.get() : "" : value;
    }

    private static boolean isEmpty(Object value) {
        return switch (value) {
            case String text -> text.isEmpty();
            case Collection<?> items -> items.isEmpty();
            case Map<?, ?> map -> map.isEmpty();
            case Integer number -> number == 0;
            case HelpDefinition help -> help.equals(HelpDefinition.NONE);
            default -> false;
        };
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
