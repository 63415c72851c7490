/** Requests and answers: parameters, JSON, errors, files of the pages, TLS. Knows nothing of what is answered; of {@code access}, the roles alone. */
package io.quarterdeck.dashboard.web;
