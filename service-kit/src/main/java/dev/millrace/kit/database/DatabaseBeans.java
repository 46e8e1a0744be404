package dev.millrace.kit.database;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@ApplicationScoped
class DatabaseBeans {

    @Produces
    @Singleton
    Database database(AgroalDataSource dataSource, Instance<Transactions> transactions) {
        return transactions.isResolvable() ? new Database(dataSource, transactions.get()) : new Database(dataSource);
    }

    @Produces
    @Singleton
    Signals signals(Database database) {
        return new Signals(database);
    }

    void close(@Disposes Signals signals) {
        signals.close();
    }
}
