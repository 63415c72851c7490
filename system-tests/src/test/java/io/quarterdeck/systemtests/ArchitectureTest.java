package io.quarterdeck.systemtests;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.quarterdeck.marketdata.Event;
import io.quarterdeck.marketdata.EventKind;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The folders are the architecture: who may know whom. */
class ArchitectureTest {

    private static final List<String> SERVICES = List.of(
            "producer-service",
            "consumer-data-storage",
            "consumer-stream-storage",
            "consumer-batch-processing",
            "consumer-dashboard",
            "consumer-trading-bot");

    private static final String[] SERVICE_PACKAGES = {
        "io.quarterdeck.producer..",
        "io.quarterdeck.datastorage..",
        "io.quarterdeck.streamstorage..",
        "io.quarterdeck.batch..",
        "io.quarterdeck.dashboard..",
        "io.quarterdeck.tradingbot.."
    };

    private static final JavaClasses CODE = new ClassFileImporter()
            .importPaths(Stream.concat(
                            SERVICES.stream(),
                            Stream.of("market-data", "service-kit", "infra", "local-stack", "test-servers"))
                    .map(module -> Path.of("..", module, "target", "classes"))
                    .toList());

    @Test
    void everyModuleWasLookedAt() {
        for (String service : SERVICE_PACKAGES) {
            assertThat(CODE.stream()
                            .map(type -> type.getPackageName() + ".")
                            .filter(service.replace("..", ".")::equals))
                    .as(service)
                    .isNotEmpty();
        }
    }

    @Test
    void servicesMeetInTopicsAndTablesAndNeverImportEachOther() {
        slices().matching("io.quarterdeck.(producer|datastorage|streamstorage|batch|dashboard|tradingbot)..")
                .should()
                .notDependOnEachOther()
                .check(CODE);
    }

    /** A package knows those to its right: the job, release, features, custody, cleaning, run. */
    @Test
    void theBatchJobsPackagesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.quarterdeck.batch..")
                .layer("job")
                .definedBy("io.quarterdeck.batch")
                .layer("release")
                .definedBy("io.quarterdeck.batch.release..")
                .layer("features")
                .definedBy("io.quarterdeck.batch.features..")
                .layer("custody")
                .definedBy("io.quarterdeck.batch.custody..")
                .layer("cleaning")
                .definedBy("io.quarterdeck.batch.cleaning..")
                .layer("run")
                .definedBy("io.quarterdeck.batch.run..")
                .layer("schedule")
                .definedBy("io.quarterdeck.batch.schedule..")
                .whereLayer("schedule")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("job")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("release")
                .mayOnlyBeAccessedByLayers("job")
                .whereLayer("features")
                .mayOnlyBeAccessedByLayers("job", "release")
                .whereLayer("custody")
                .mayOnlyBeAccessedByLayers("job")
                .whereLayer("cleaning")
                .mayOnlyBeAccessedByLayers("job", "release", "features", "custody")
                .ensureAllClassesAreContainedInArchitectureIgnoring(not(resideInAPackage("io.quarterdeck.batch..")))
                .check(CODE);
    }

    /** Answers know what is seen and stored; the web knows none of it. */
    @Test
    void theDashboardsPackagesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.quarterdeck.dashboard..")
                .layer("wiring")
                .definedBy("io.quarterdeck.dashboard")
                .layer("api")
                .definedBy("io.quarterdeck.dashboard.api..")
                .layer("alerts")
                .definedBy("io.quarterdeck.dashboard.alerts..")
                .layer("pulse")
                .definedBy("io.quarterdeck.dashboard.pulse..")
                .layer("data")
                .definedBy("io.quarterdeck.dashboard.data..")
                .layer("web")
                .definedBy("io.quarterdeck.dashboard.web..")
                .layer("access")
                .definedBy("io.quarterdeck.dashboard.access..")
                .whereLayer("wiring")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("api")
                .mayOnlyBeAccessedByLayers("wiring")
                .whereLayer("alerts")
                .mayOnlyBeAccessedByLayers("wiring", "api")
                .whereLayer("pulse")
                .mayOnlyBeAccessedByLayers("wiring", "api", "alerts")
                .whereLayer("data")
                .mayOnlyBeAccessedByLayers("wiring", "api", "pulse")
                .whereLayer("access")
                .mayOnlyBeAccessedByLayers("wiring", "web")
                .ensureAllClassesAreContainedInArchitectureIgnoring(not(resideInAPackage("io.quarterdeck.dashboard..")))
                .check(CODE);
    }

    /** A strategy knows the market and nothing of what becomes of its wishes. */
    @Test
    void theBotsPackagesDependInOneDirection() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage("io.quarterdeck.tradingbot..")
                .layer("wiring")
                .definedBy("io.quarterdeck.tradingbot")
                .layer("backtest")
                .definedBy("io.quarterdeck.tradingbot.backtest..")
                .layer("feed")
                .definedBy("io.quarterdeck.tradingbot.feed..")
                .layer("store")
                .definedBy("io.quarterdeck.tradingbot.store..")
                .layer("model")
                .definedBy("io.quarterdeck.tradingbot.model..")
                .layer("report")
                .definedBy("io.quarterdeck.tradingbot.report..")
                .layer("engine")
                .definedBy("io.quarterdeck.tradingbot.engine..")
                .layer("risk")
                .definedBy("io.quarterdeck.tradingbot.risk..")
                .layer("strategy")
                .definedBy("io.quarterdeck.tradingbot.strategy..")
                .layer("journal")
                .definedBy("io.quarterdeck.tradingbot.journal..")
                .layer("market")
                .definedBy("io.quarterdeck.tradingbot.market..")
                .whereLayer("wiring")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("backtest")
                .mayOnlyBeAccessedByLayers("wiring")
                .whereLayer("feed")
                .mayOnlyBeAccessedByLayers("wiring")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("wiring")
                .whereLayer("model")
                .mayOnlyBeAccessedByLayers("wiring", "store", "report")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("wiring", "backtest", "store")
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("wiring", "backtest")
                .whereLayer("risk")
                .mayOnlyBeAccessedByLayers("wiring", "store", "engine")
                .whereLayer("strategy")
                .mayOnlyBeAccessedByLayers("wiring", "backtest", "store", "model", "engine")
                .whereLayer("journal")
                .mayOnlyBeAccessedByLayers("wiring", "backtest", "feed", "store", "report", "engine", "risk")
                .ensureAllClassesAreContainedInArchitectureIgnoring(
                        not(resideInAPackage("io.quarterdeck.tradingbot..")))
                .check(CODE);
    }

    /** So that it decides the same in backtest, replay and live. */
    @Test
    void whereTheBotDecidesThereIsNoClockNoChanceAndNoInputOrOutput() {
        String[] deciding = Stream.of("market", "strategy", "journal", "risk", "engine")
                .map(part -> "io.quarterdeck.tradingbot." + part + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAnyPackage(deciding)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.file..",
                        "java.sql..",
                        "java.util.concurrent..",
                        "java.util.random..",
                        "org.apache.kafka..",
                        "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.time\\.Clock|java\\.util\\.(Random|SplittableRandom|UUID)")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CODE);
    }

    @Test
    void nothingElseImportsAService() {
        noClasses()
                .that()
                .resideOutsideOfPackages(SERVICE_PACKAGES)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(SERVICE_PACKAGES)
                .check(CODE);
    }

    /** So that they store and show another kind without a change. */
    @Test
    void landersAndLocalStackKnowNoKindOfEventByName() {
        DescribedPredicate<JavaClass> aRecordOfOneKind =
                assignableTo(Event.class).and(not(equivalentTo(Event.class)));
        DescribedPredicate<JavaFieldAccess> aConstantForOneKind = describe(
                "a constant for one kind",
                access -> access.getTargetOwner().isEquivalentTo(EventKind.class)
                        && access.getTarget().getRawType().isEquivalentTo(EventKind.class));
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.quarterdeck.datastorage..", "io.quarterdeck.streamstorage..", "io.quarterdeck.localstack..")
                .should()
                .dependOnClassesThat(aRecordOfOneKind)
                .orShould()
                .accessFieldWhere(aConstantForOneKind)
                .check(CODE);
    }

    @Test
    void marketDataDoesNoInputOrOutputAndServiceKitKnowsNoMarket() {
        noClasses()
                .that()
                .resideInAPackage("io.quarterdeck.marketdata..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.nio.file..",
                        "java.net..",
                        "java.sql..",
                        "org.apache.kafka..",
                        "io.quarterdeck.servicekit..")
                .check(CODE);
        noClasses()
                .that()
                .resideInAPackage("io.quarterdeck.servicekit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.quarterdeck.marketdata..")
                .check(CODE);
    }
}
