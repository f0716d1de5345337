import { render } from 'preact';
import { t } from '../i18n/walks.ts';
import { startShell } from '../ui/shell.ts';
import { Sheet } from './Sheet.tsx';

startShell(t.sheet.title);
const app = document.getElementById('app');
if (app) render(<Sheet />, app);
