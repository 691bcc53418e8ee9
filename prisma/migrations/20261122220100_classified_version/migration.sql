-- Version of the program by which every customer was classified; behind program_version while they are classified anew.
ALTER TABLE "shop" ADD COLUMN "classified_version" INTEGER NOT NULL DEFAULT 1;
UPDATE "shop" SET "classified_version" = "program_version";
