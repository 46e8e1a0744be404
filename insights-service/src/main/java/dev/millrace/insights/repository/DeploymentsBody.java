package dev.millrace.insights.repository;

import java.util.List;
import java.util.Optional;

/**
 * A page of deployments, newest first.
 *
 * @param items on it
 * @param next value of {@code after} for the following page; null on the last
 */
record DeploymentsBody(List<DeploymentBody> items, Optional<String> next) {}
