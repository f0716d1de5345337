import { render } from 'preact';
import { t } from '../i18n/walks.ts';
import { startShell } from '../ui/shell.ts';
import { startWorker } from '../ui/worker.ts';
import { App } from './App.tsx';

startShell(t.walk.title);
const app = document.getElementById('app');
if (app) render(<App />, app);
startWorker();
