/**
 * The dashboard: what the stores hold, how the runs went and what the features say, as a JSON API under {@code /api/v1}
 * and pages on top of it. It reads; the one thing that it can ask for is a run of a quarter.
 *
 * <p>Start at {@link io.quarterdeck.dashboard.DashboardMain} and {@link io.quarterdeck.dashboard.Routes}. Packages:
 * {@code web} (requests and answers), {@code access} (who may), {@code data} (PostgreSQL), {@code pulse} (what moves),
 * {@code alerts}, {@code api} (a class for each area). Imports no service.
 */
package io.quarterdeck.dashboard;
