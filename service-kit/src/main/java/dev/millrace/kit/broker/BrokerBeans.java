package dev.millrace.kit.broker;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;

@ApplicationScoped
class BrokerBeans {

    @Produces
    @Singleton
    BrokerConnection connection(@Identifier("default-kafka-broker") Map<String, Object> configured) {
        return new BrokerConnection(configured);
    }
}
