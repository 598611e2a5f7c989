package klt.worker.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "klt.worker", importOptions = DoNotIncludeTests.class)
class CoreIsPureTest {

    @ArchTest
    static final ArchRule CORE_KNOWS_THE_JDK_AND_COMMON_ONLY = classes()
            .that()
            .resideInAPackage("klt.worker.core..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "klt.worker.core..", "klt.common..", "java.lang..", "java.util..", "java.time..", "org.jspecify..");

    @ArchTest
    static final ArchRule CORE_HAS_NO_CLOCK_AND_NO_THREAD = noClasses()
            .that()
            .resideInAPackage("klt.worker.core..")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Thread.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..");

    @ArchTest
    static final ArchRule ONLY_MAIN_TOUCHES_THE_CLOCKS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("klt.worker.Main")
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");
}
