import { getTrusted } from '../../../alibaba/ram/get-role.ts';
import { openRam } from '../../../alibaba/ram/open.ts';
import { type Check, failed, ok, warning } from '../check.ts';
import type { DoctorContext } from '../doctor-context.ts';
import { roleNameOf } from './role-name.ts';
import type { FunctionSubject } from './subject.ts';

const functionCompute = 'fc.aliyuncs.com';

/** Looks at the role of the function, and at who may assume it. SECURITY.md says why it is Function Compute alone. */
export function roleCheck(
  { environment, credentials, signal }: DoctorContext,
  { name, settings }: FunctionSubject,
): Check {
  return {
    title: 'role',
    run: async () => {
      const role = roleNameOf((await settings()).role);
      if (role === '') return failed('the function has no role', `give ${name} the role of its template`);
      const trusted = await getTrusted(openRam(environment, credentials), role, signal);
      const others = trusted?.filter((one) => one.kind !== 'Service' || one.name !== functionCompute) ?? [];
      if (!trusted || others.length === trusted.length)
        return failed(
          `Function Compute may not assume ${role}`,
          `let the trust policy of ${role} name the service ${functionCompute}, and nobody else`,
        );
      if (others.length > 0)
        return warning(
          `${others.map((one) => one.name).join(', ')} may assume ${role}, too`,
          `remove all but ${functionCompute} from the trust policy of ${role}`,
        );
      return ok(`${role}, for Function Compute alone`);
    },
  };
}
