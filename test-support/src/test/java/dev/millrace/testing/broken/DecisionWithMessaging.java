package dev.millrace.testing.broken;

import org.eclipse.microprofile.reactive.messaging.Message;

final class DecisionWithMessaging {

    Message<String> message() {
        return Message.of("");
    }
}
