import { AI_SERVICES_OPT_OUT_CASES } from './ai-services-opt-out.cases';
import { INSTANCE_METADATA_CASES } from './instance-metadata.cases';
import { PUBLIC_IMAGES_AND_SNAPSHOTS_CASES } from './public-images-and-snapshots.cases';
import { S3_BLOCK_PUBLIC_ACCESS_CASES } from './s3-block-public-access.cases';
import { SERIAL_CONSOLE_CASES } from './serial-console.cases';
import { TENANT_TAGS_CASES } from './tenant-tags.cases';
import { THREAT_DETECTION_CASES } from './threat-detection.cases';
import { VPC_BLOCK_PUBLIC_ACCESS_CASES } from './vpc-block-public-access.cases';
import { SettingsCase } from '../settings-case';

/** What is tried of each rule that is a setting, by its name. */
export const SETTINGS_CASES: Readonly<Record<string, readonly SettingsCase[]>> = {
  'instance-metadata': INSTANCE_METADATA_CASES,
  'public-images-and-snapshots': PUBLIC_IMAGES_AND_SNAPSHOTS_CASES,
  'serial-console': SERIAL_CONSOLE_CASES,
  'vpc-block-public-access': VPC_BLOCK_PUBLIC_ACCESS_CASES,
  's3-block-public-access': S3_BLOCK_PUBLIC_ACCESS_CASES,
  'ai-services-opt-out': AI_SERVICES_OPT_OUT_CASES,
  'tenant-tags': TENANT_TAGS_CASES,
  'threat-detection': THREAT_DETECTION_CASES,
};
