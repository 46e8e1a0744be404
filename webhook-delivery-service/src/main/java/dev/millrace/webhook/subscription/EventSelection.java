package dev.millrace.webhook.subscription;

import dev.millrace.webhook.cdevents.CdEventType;
import java.util.List;

/** The events that a webhook subscribes to, which also decide on the format of its deliveries. */
public sealed interface EventSelection {

    /** What deliveries look like. */
    WebhookFormat format();

    /** Names of the events, each once, at least one. */
    List<String> wireNames();

    /** What happens in our repositories. */
    record CodeStorageEvents(List<WebhookEvent> events) implements EventSelection {

        public CodeStorageEvents {
            events = List.copyOf(events);
        }

        @Override
        public WebhookFormat format() {
            return WebhookFormat.CODE_STORAGE;
        }

        @Override
        public List<String> wireNames() {
            return events.stream().map(WebhookEvent::wireName).distinct().toList();
        }
    }

    /** What happens to repositories at their forges, and in builds. */
    record CdEvents(List<CdEventType> types) implements EventSelection {

        public CdEvents {
            types = List.copyOf(types);
        }

        @Override
        public WebhookFormat format() {
            return WebhookFormat.CDEVENTS;
        }

        @Override
        public List<String> wireNames() {
            return types.stream().map(CdEventType::wireName).distinct().toList();
        }
    }
}
